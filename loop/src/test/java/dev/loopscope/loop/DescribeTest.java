// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DescribeTest {
    private static final class Callback implements Runnable {
        @Override
        public void run() {}

        @Override
        public String toString() {
            throw new AssertionError("must not be asked");
        }
    }

    private static String text(Handle handle) {
        return CreationSites.removedFrom(handle);
    }

    @Test
    void handlesAreNamedByTheClassOfTheirCallback() {
        try (EventLoop loop = EventLoop.open()) {
            String me = DescribeTest.class.getName();
            assertThat(text(loop.callSoon(new Callback()))).isEqualTo("<Handle " + me + "$Callback>");
            assertThat(text(loop.callSoon(() -> {}))).isEqualTo("<Handle " + me + " lambda>");
            assertThat(text(loop.callSoon(this::handlesAreNamedByTheClassOfTheirCallback)))
                    .isEqualTo("<Handle " + me + " lambda>");
            TimerHandle timer = loop.callAt(7, () -> {});
            assertThat(text(timer)).isEqualTo("<TimerHandle when=7 " + me + " lambda>");
            timer.cancel();
            assertThat(text(timer)).isEqualTo("<TimerHandle cancelled when=7>");
            assertThat(text(loop.callLater(Duration.ZERO, new Callback()))).endsWith("$Callback>");
        }
    }

    @Test
    void valuesAreOursOrPlainOrAClassName() throws UnknownHostException {
        assertThat(Describe.value("text")).isEqualTo("text");
        assertThat(Describe.value(17L)).isEqualTo("17");
        assertThat(Describe.value(null)).isEqualTo("null");
        assertThat(Describe.value(new Callback())).isEqualTo("<" + Callback.class.getName() + ">");
        assertThat(Describe.value(new IllegalStateException("secret"))).isEqualTo("java.lang.IllegalStateException");
        assertThat(Describe.value(InetSocketAddress.createUnresolved("acme.example", 80)))
                .isEqualTo("acme.example:80");
        assertThat(Describe.value(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 80)))
                .isEqualTo("127.0.0.1:80");
        assertThat(Describe.value(new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 80)))
                .isEqualTo("[0:0:0:0:0:0:0:0]:80");
    }
}
