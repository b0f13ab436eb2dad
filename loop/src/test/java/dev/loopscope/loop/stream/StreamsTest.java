// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.Engines;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.RecordedLog;
import dev.loopscope.loop.Server;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.loopscope.loop.Engines#opened")
class StreamsTest {
    private final EventLoop loop;

    StreamsTest(Supplier<EventLoop> engine) {
        loop = engine.get();
    }

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    private void in(Coroutine.Action body) {
        Engines.run(loop, () -> {
            body.run();
            return "done";
        });
    }

    @Test
    void aLineComesBackFromAnEchoServer() {
        in(() -> {
            Server server =
                    Streams.startServer(StreamsTest::echo, "127.0.0.1", 0).await();
            try (StreamConnection client = Streams.openConnection(
                            "127.0.0.1", server.addresses().get(0).getPort())
                    .await()) {
                client.writer().write("hello\n", UTF_8);
                client.writer().drain().await();
                assertThat(client.reader().readLine().await()).isEqualTo("hello\n".getBytes(UTF_8));
                client.writer().writeEof();
                assertThat(client.reader().readLine().await()).isEmpty();
                assertThat(client.reader().atEof()).isTrue();
            }
            server.close();
            server.closed().await();
        });
    }

    private static void echo(StreamReader reader, StreamWriter writer) {
        while (!reader.atEof()) {
            writer.write(reader.read(1000).await());
            writer.drain().await();
        }
    }
}
