// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {
    private static StackTraceElement frame(String type, String file) {
        return new StackTraceElement(type, "method", file, 30);
    }

    @Test
    void thePlaceOfASuspendedTaskIsTheUsersLineAndNotTheParkingOfItsThread() {
        StackTraceElement[] stack = {
            frame("jdk.internal.misc.Unsafe", "Unsafe.java"),
            frame("sun.nio.ch.NioSocketImpl", "NioSocketImpl.java"),
            frame("java.util.concurrent.locks.LockSupport", "LockSupport.java"),
            frame("dev.loopscope.loop.LoopFuture", "LoopFuture.java"),
            frame("dev.loopscope.loop.stream.StreamReader", "StreamReader.java"),
            frame("com.acme.Orders", "Orders.java"),
            frame("com.acme.Main", "Main.java"),
        };
        assertThat(Origin.place(" running at ", stack)).isEqualTo(" running at Orders.java:30");
    }

    @Test
    void withoutAFrameOfTheUsersThereIsNoPlace() {
        assertThat(Origin.place(" running at ", new StackTraceElement[] {frame("java.lang.Thread", "Thread.java")}))
                .isEmpty();
    }
}
