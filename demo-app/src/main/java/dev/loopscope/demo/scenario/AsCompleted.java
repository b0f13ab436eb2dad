// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.Task;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows how to deal with answers as they arrive, instead of waiting for the slowest. */
public final class AsCompleted implements Scenario {
    @Override
    public String name() {
        return "as-completed";
    }

    @Override
    public String summary() {
        return "three answers are dealt with as they arrive";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (HttpService slow = new HttpService(Duration.ofMillis(1500), "{\"answer\": \"the slow one\"}");
                HttpService quick = new HttpService(Duration.ofMillis(500), "{\"answer\": \"the quick one\"}");
                HttpService middling = new HttpService(Duration.ofSeconds(1), "{\"answer\": \"the middling one\"}")) {
            List<Service> services =
                    List.of(slow.as("one", "answer"), quick.as("two", "answer"), middling.as("three", "answer"));

            stage.right("the first answer is told while the others are on their way", loop -> {
                Stage.run(loop, tellAsTheyCome(services, stage));
            });
        }
    }

    private static Coroutine<@Nullable Void> tellAsTheyCome(List<Service> services, Stage stage) {
        return Coroutine.ofVoid(() -> {
            List<Task<String>> tasks = services.stream()
                    .map(AsCompleted::fetch)
                    .map(Async::createTask)
                    .toList();
            int count = 0;
            for (Task<String> task : Async.asCompleted(tasks)) {
                stage.tell(++count + ": " + task.result());
            }
        });
    }

    private static Coroutine<String> fetch(Service service) {
        return Coroutine.of(() -> "service " + service.name() + ", "
                + service.read(HttpClient.get(service).await()));
    }
}
