// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.stream.StreamConnection;
import dev.loopscope.loop.stream.Streams;
import java.time.Duration;

/**
 * Shows {@code unclosed-resource}: a service is asked whether it is there, and the connection that was made for that is
 * forgotten. It stays open for as long as the loop, which a service's is for ever.
 */
public final class UnclosedConnection implements Scenario {
    @Override
    public String name() {
        return "unclosed-connection";
    }

    @Override
    public String summary() {
        return "a connection is opened and never closed";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (HttpService service = new HttpService(Duration.ZERO, "{}")) {
            Service weather = service.as("weather", "sky");

            stage.wrong("a connection shows that the service is there, and is forgotten", loop -> {
                Expect.equal(true, EventLoop.run(Stage.bounded(Coroutine.of(() -> isThere(weather)))));
            });

            stage.right("it is closed by try-with-resources", loop -> {
                Expect.equal(true, EventLoop.run(Stage.bounded(Coroutine.of(() -> isThereAndLetGo(weather)))));
            });
        }
    }

    private static boolean isThere(Service service) {
        StreamConnection connection =
                Streams.openConnection(service.host(), service.port()).await();
        return !connection.writer().isClosing();
    }

    private static boolean isThereAndLetGo(Service service) {
        try (StreamConnection connection =
                Streams.openConnection(service.host(), service.port()).await()) {
            return !connection.writer().isClosing();
        }
    }
}
