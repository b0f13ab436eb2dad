// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Whether a class file's constants contain certain names. Every class of the application is asked, so nothing is decoded and
 * nothing allocated. Any thread.
 */
final class NameScan {
    private static final int FIRST_CONSTANT = 10;

    private final byte[][][] namesByLength;
    private final byte[][] prefixes;

    /**
     * @param names that may stand for themselves
     * @param prefixes starts of names
     */
    NameScan(Collection<String> names, Collection<String> prefixes) {
        List<List<byte[]>> byLength = new ArrayList<>(24);
        for (String name : names) {
            byte[] bytes = bytes(name);
            while (byLength.size() <= bytes.length) {
                byLength.add(new ArrayList<>(4));
            }
            byLength.get(bytes.length).add(bytes);
        }
        this.namesByLength = new byte[byLength.size()][][];
        for (int length = 0; length < namesByLength.length; length++) {
            namesByLength[length] = byLength.get(length).toArray(new byte[0][]);
        }
        this.prefixes = new byte[prefixes.size()][];
        int next = 0;
        for (String prefix : prefixes) {
            this.prefixes[next++] = bytes(prefix);
        }
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean findsAny(byte[] classfile) {
        int constants = twoBytes(classfile, FIRST_CONSTANT - 2);
        int at = FIRST_CONSTANT;
        for (int i = 1; i < constants; i++) {
            switch (classfile[at]) {
                case 1 -> {
                    int length = twoBytes(classfile, at + 1);
                    if (isWanted(classfile, at + 3, length)) {
                        return true;
                    }
                    at += 3 + length;
                }
                case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 5;
                case 5, 6 -> {
                    at += 9;
                    // A long or a double counts as two constants.
                    i++;
                }
                case 7, 8, 16, 19, 20 -> at += 3;
                case 15 -> at += 4;
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    private boolean isWanted(byte[] classfile, int start, int length) {
        if (length < namesByLength.length) {
            for (byte[] name : namesByLength[length]) {
                if (startsWith(classfile, start, name)) {
                    return true;
                }
            }
        }
        for (byte[] prefix : prefixes) {
            if (length > prefix.length && startsWith(classfile, start, prefix)) {
                return true;
            }
        }
        return false;
    }

    /** From the end: packages share their beginnings. */
    private static boolean startsWith(byte[] classfile, int start, byte[] wanted) {
        for (int i = wanted.length - 1; i >= 0; i--) {
            if (classfile[start + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static int twoBytes(byte[] classfile, int at) {
        return (classfile[at] & 0xFF) << 8 | (classfile[at + 1] & 0xFF);
    }
}
