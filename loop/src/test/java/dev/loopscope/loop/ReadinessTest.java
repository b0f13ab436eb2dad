// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final EventLoop loop = EventLoop.open();

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    @Test
    void aFailedSelectorIsReplacedWithEverythingThatWasRegistered() throws Exception {
        Recorder accepted = new Recorder(loop);
        Server server = Loops.run(loop, loop.createServer(() -> accepted, "127.0.0.1", 0));
        int port = server.addresses().get(0).getPort();
        Recorder client = Loops.run(loop, loop.createConnection(() -> new Recorder(loop), "127.0.0.1", port))
                .protocol();
        loop.readiness.replace(new IOException("for the test"));
        client.transport().write(Recorder.bytes("through the new one"));
        Loops.runUntil(loop, () -> accepted.text().equals("through the new one"));
        Thread poster = new Thread(() -> loop.callSoonThreadSafe(loop::stop));
        loop.callSoon(poster::start);
        loop.runForever();
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(event.message()).isEqualTo("select() failed; going on with a new selector");
            assertThat(event.exception()).hasMessage("for the test");
        });
        client.transport().close();
        server.close();
        Loops.run(loop, server.closed());
        Loops.run(loop, client.lost);
    }

    @Test
    void aSelectorThatFailsAgainAtOnceEndsTheRun() {
        loop.readiness.replace(new IOException("first"));
        assertThatThrownBy(() -> loop.readiness.replace(new IOException("second")))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("second");
        Loops.tick(loop, 1);
    }

    @Test
    void aLoopThatWorkedInBetweenMayReplaceItsSelectorAgain() {
        for (int i = 0; i < 3; i++) {
            loop.readiness.replace(new IOException("now and then"));
            loop.readiness.poll();
        }
        assertThat(RecordedLog.complaints()).hasSize(3);
    }
}
