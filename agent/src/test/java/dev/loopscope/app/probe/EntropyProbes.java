// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Random numbers, from the system and not. */
final class EntropyProbes {
    private final SecureRandom random = new SecureRandom();
    private final SecureRandom strong = SecureRandom.getInstanceStrong();
    private final SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
    private final Random plain = new Random();
    private final KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    private final byte[] bytes = new byte[16];

    EntropyProbes() throws GeneralSecurityException {
        seeded.setSeed(1);
        keys.initialize(1024, seeded);
    }

    @Blocks(value = "java.security.SecureRandom.nextBytes", usuallyInstant = true)
    void nextBytes() {
        random.nextBytes(bytes);
    }

    @Blocks(
            value = "java.util.Random.nextInt",
            usuallyInstant = true,
            covers = {"java.util.Random.nextLong()", "java.util.Random.nextDouble()"})
    void nextInt() {
        random.nextInt();
    }

    @Blocks(value = "java.security.SecureRandom.generateSeed", usuallyInstant = true)
    void generateSeed() {
        random.generateSeed(8);
    }

    @Blocks(value = "java.security.SecureRandom.getSeed", usuallyInstant = true)
    static void getSeed() {
        SecureRandom.getSeed(8);
    }

    @Blocks(value = "java.security.SecureRandom.setSeed", usuallyInstant = true)
    void setSeed() {
        random.setSeed(bytes);
    }

    @Blocks(value = "java.security.SecureRandom.nextBytes", usuallyInstant = true)
    void strongBytes() {
        strong.nextBytes(bytes);
    }

    @Blocks(value = "java.security.SecureRandom.nextBytes", usuallyInstant = true)
    static void newRandom() {
        new SecureRandom().nextBytes(new byte[8]);
    }

    @Blocks(value = "java.util.UUID.randomUUID", usuallyInstant = true)
    static void randomUuid() {
        UUID.randomUUID();
    }

    @Silent
    void seededBytes() {
        seeded.nextBytes(bytes);
    }

    @Silent
    void plainRandom() {
        plain.nextBytes(bytes);
        ThreadLocalRandom.current().nextLong();
        Math.random();
    }

    /** Work of the processor: long perhaps, and then a slow callback. */
    @Silent
    void makeKeys() {
        keys.generateKeyPair();
    }

    @Silent
    void digest() throws GeneralSecurityException {
        MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
