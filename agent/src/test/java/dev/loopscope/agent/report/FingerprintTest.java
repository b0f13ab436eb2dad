// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static String of(String... frames) {
        return Fingerprint.of("blocking-call", "java.lang.Thread.sleep", List.of(frames));
    }

    @Test
    void isTheSameInEveryRunAndEveryVersion() {
        assertThat(of("com.acme.Prices.load(Prices.java:41)", "com.acme.Main.main(Main.java:9)"))
                .isEqualTo("7907e349");
    }

    @Test
    void isEightHexDigits() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(of("com.acme.A" + i + ".b(A.java:1)")).matches("[0-9a-f]{8}");
        }
        assertThat(Fingerprint.of("slow-poll", null, List.of())).matches("[0-9a-f]{8}");
    }

    @Test
    void outlivesShiftedLines() {
        assertThat(of("com.acme.A.b(A.java:41)")).isEqualTo(of("com.acme.A.b(A.java:97)"));
        assertThat(of("com.acme.A.b(A.java:41)")).isEqualTo(of("com.acme.A.b(Unknown Source)"));
    }

    @Test
    void outlivesRenumberedLambdas() {
        assertThat(of("com.acme.A.lambda$foo$3(A.java:4)")).isEqualTo(of("com.acme.A.lambda$foo$12(A.java:4)"));
        assertThat(Fingerprint.of(
                        "blocking-call", "synchronized (com.acme.A$$Lambda$14/0x0000000800c03000)", List.of()))
                .isEqualTo(Fingerprint.of("blocking-call", "synchronized (com.acme.A$$Lambda/0x00007f01)", List.of()));
        assertThat(Fingerprint.of("blocking-call", "com.acme.A/0x0001.run", List.of()))
                .isEqualTo(Fingerprint.of("blocking-call", "com.acme.A/0x0002.run", List.of()));
    }

    @Test
    void outlivesHiddenFramesBeingShown() {
        assertThat(of("com.acme.A.b(A.java:1)", "com.acme.C.d(C.java:1)"))
                .isEqualTo(of(
                        "com.acme.A.b(A.java:1)",
                        "com.acme.A$$Lambda$12/0x0000000800c03000.run(Unknown Source)",
                        "com.acme.C.d(C.java:1)"));
    }

    @Test
    void outlivesRenumberedProxies() {
        assertThat(of("com.sun.proxy.$Proxy12.get(Unknown Source)"))
                .isEqualTo(of("com.sun.proxy.$Proxy7.get(Unknown Source)"));
        assertThat(of("com.acme.S$$EnhancerBySpringCGLIB$$1a2b.x(<generated>)"))
                .isEqualTo(of("com.acme.S$$EnhancerBySpringCGLIB$$ffff.x(<generated>)"));
    }

    @Test
    void differsByDetectorOperationClassMethodAndOrder() {
        Set<String> all = new HashSet<>();
        all.add(Fingerprint.of("a", "op", List.of("p.A.b(A.java:1)", "p.C.d(C.java:1)")));
        all.add(Fingerprint.of("x", "op", List.of("p.A.b(A.java:1)", "p.C.d(C.java:1)")));
        all.add(Fingerprint.of("a", "ox", List.of("p.A.b(A.java:1)", "p.C.d(C.java:1)")));
        all.add(Fingerprint.of("a", null, List.of("p.A.b(A.java:1)", "p.C.d(C.java:1)")));
        all.add(Fingerprint.of("a", "op", List.of("p.X.b(A.java:1)", "p.C.d(C.java:1)")));
        all.add(Fingerprint.of("a", "op", List.of("p.A.x(A.java:1)", "p.C.d(C.java:1)")));
        all.add(Fingerprint.of("a", "op", List.of("p.C.d(C.java:1)", "p.A.b(A.java:1)")));
        all.add(Fingerprint.of("a", "op", List.of("p.A.b(A.java:1)")));
        all.add(Fingerprint.of("a", "op", List.of("p.Ab.(A.java:1)")));
        assertThat(all).hasSize(9);
    }

    @Test
    void looksAtEightFrames() {
        List<String> eight = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            eight.add("p.A" + i + ".b(A.java:1)");
        }
        List<String> nine = new ArrayList<>(eight);
        nine.add("p.Z.z(Z.java:1)");
        assertThat(Fingerprint.of("a", "op", nine)).isEqualTo(Fingerprint.of("a", "op", eight));
        assertThat(Fingerprint.of("a", "op", nine.subList(1, 9))).isNotEqualTo(Fingerprint.of("a", "op", eight));
    }

    @Test
    void seldomCollides() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(of("com.acme.A.m" + i + "(A.java:1)"));
        }
        // Chance alone makes one pair of equals in 32 bits about every hundredth time.
        assertThat(all).hasSizeGreaterThan(9_998);
    }
}
