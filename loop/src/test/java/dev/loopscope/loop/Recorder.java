// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol that remembers everything. */
class Recorder implements Protocol {
    final List<String> calls = new ArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    final LoopFuture<@Nullable Throwable> lost;
    boolean keepOpenAfterEof;
    private @Nullable Transport transport;

    Recorder(EventLoop loop) {
        this.lost = loop.createFuture();
    }

    Transport transport() {
        if (transport == null) {
            throw new AssertionError("no connection was made");
        }
        return transport;
    }

    boolean isConnected() {
        return transport != null;
    }

    String text() {
        return received.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void connectionMade(Transport transport) {
        calls.add("connectionMade");
        this.transport = transport;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        if (!calls.get(calls.size() - 1).equals("dataReceived")) {
            calls.add("dataReceived");
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        received.writeBytes(bytes);
    }

    @Override
    public boolean eofReceived() {
        calls.add("eofReceived");
        return keepOpenAfterEof;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        calls.add("connectionLost");
        if (!lost.isDone()) {
            lost.setResult(cause);
        }
    }

    @Override
    public void pauseWriting() {
        calls.add("pauseWriting");
    }

    @Override
    public void resumeWriting() {
        calls.add("resumeWriting");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
