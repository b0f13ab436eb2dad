// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows what a loop is good for: three answers that take a second each are there after one second, on one thread. */
public final class ThreeFetches implements Scenario {
    private static final String EVENTS = "{\"events\": \"30\"}";

    @Override
    public String name() {
        return "three-fetches";
    }

    @Override
    public String summary() {
        return "three requests one by one, and together";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (HttpService server = new HttpService(Duration.ofSeconds(1), EVENTS)) {
            Service events = server.as("events", "events");

            stage.right("one by one, with a blocking client on a thread that runs no loop", loop -> {
                Elapsed all = new Elapsed();
                for (int i = 1; i <= 3; i++) {
                    stage.tell("fetch " + i + " begins");
                    Elapsed one = new Elapsed();
                    Expect.equal(EVENTS, fetchBlocking(events));
                    stage.tell("fetch " + i + " took " + one);
                }
                stage.tell("all took " + all);
            });

            stage.right("together, each as a task", loop -> Stage.run(loop, together(events, stage)));
        }
    }

    private static Coroutine<@Nullable Void> together(Service events, Stage stage) {
        return Coroutine.ofVoid(() -> {
            Elapsed all = new Elapsed();
            Async.gather(fetch(1, events, stage), fetch(2, events, stage), fetch(3, events, stage))
                    .await();
            stage.tell("all took " + all);
        });
    }

    /** Says nothing at its end: who of the three is served first is the server's business. */
    private static Coroutine<@Nullable Void> fetch(int number, Service events, Stage stage) {
        return Coroutine.ofVoid(() -> {
            stage.tell("fetch " + number + " begins");
            Expect.equal(EVENTS, HttpClient.get(events).await());
        });
    }

    private static String fetchBlocking(Service events) throws IOException {
        try (InputStream answer = new URL("http", events.host(), events.port(), "/").openStream()) {
            return new String(answer.readAllBytes(), UTF_8);
        }
    }
}
