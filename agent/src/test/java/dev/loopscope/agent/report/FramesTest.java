// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramesTest {
    @Test
    void takesAFrameApart() {
        String frame = "com.acme.A$B.run(A.java:41)";
        assertThat(Frames.place(frame)).isEqualTo("com.acme.A$B.run");
        assertThat(Frames.location(frame)).isEqualTo("A.java:41");
        assertThat(Frames.className(frame)).isEqualTo("com.acme.A$B");
        assertThat(Frames.methodName(frame)).isEqualTo("run");
    }

    @Test
    void bearsWhatIsNoFrame() {
        assertThat(Frames.place("x")).isEqualTo("x");
        assertThat(Frames.location("x")).isEmpty();
        assertThat(Frames.className("x")).isEmpty();
        assertThat(Frames.methodName("")).isEmpty();
        assertThat(Frames.stableMethodName("lambda$")).isEqualTo("lambda$");
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.A.b(A.java:4), com.acme.A, b",
        "com.acme.A$1.b(A.java:4), com.acme.A$1, b",
        "com.acme.A.lambda$load$3(A.java:4), com.acme.A, load",
        "com.acme.A.lambda$new$0(A.java:4), com.acme.A, <init>",
        "com.acme.A.lambda$static$0(A.java:4), com.acme.A, <clinit>",
        "com.acme.A.lambda$load$1$2(A.java:4), com.acme.A, load$1",
        "com.acme.AKt.main$lambda$4(A.kt:4), com.acme.AKt, main",
        "com.acme.AKt.main$lambda-4(A.kt:4), com.acme.AKt, main",
        "com.acme.A.access$100(A.java:4), com.acme.A, access$",
        "com.acme.A$$Lambda$12/0x0000000800c03000.run(Unknown Source), com.acme.A, run",
        "com.acme.A$$Lambda/0x00007f.run(Unknown Source), com.acme.A, run",
        "jdk.proxy2.$Proxy17.get(Unknown Source), jdk.proxy2.$Proxy, get",
        "jdk.internal.reflect.GeneratedMethodAccessor12.invoke(Unknown Source), "
                + "jdk.internal.reflect.GeneratedMethodAccessor, invoke",
        "com.acme.S$$EnhancerBySpringCGLIB$$1a2b.x(<generated>), com.acme.S, x",
        "com.acme.S$$SpringCGLIB$$0.x(<generated>), com.acme.S, x",
        "com.acme.S$ByteBuddy$aBcD.x(Unknown Source), com.acme.S, x",
        "com.acme.Base64.x(Base64.java:1), com.acme.Base64, x",
    })
    void dropsWhatIsNumberedAnew(String frame, String className, String methodName) {
        assertThat(Frames.stableClassName(frame)).isEqualTo(className);
        assertThat(Frames.stableMethodName(frame)).isEqualTo(methodName);
    }
}
