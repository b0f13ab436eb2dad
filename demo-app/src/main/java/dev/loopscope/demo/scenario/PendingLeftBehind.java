// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.ReturnWhen;
import dev.loopscope.loop.Task;
import dev.loopscope.loop.WaitResult;
import dev.loopscope.loop.stream.StreamConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@code future-dropped}: of two services asked, the first answer is taken, and the task that waits for the other is
 * left behind when the loop is closed. {@link EventLoop#run} cancels what is left; who closes a loop by hand cancels first.
 */
public final class PendingLeftBehind implements Scenario {
    private static final String ADDRESS = "203.0.113.7";

    @Override
    public String name() {
        return "pending-left-behind";
    }

    @Override
    public String summary() {
        return "the first answer is enough, and the other task is forgotten";
    }

    @Override
    public void show(Stage stage) throws Exception {
        // The slow one answers long after everything here is over.
        try (HttpService quick = new HttpService(Duration.ofMillis(100), "{\"ip\": \"" + ADDRESS + "\"}");
                HttpService slow = new HttpService(Duration.ofSeconds(30), "{\"query\": \"" + ADDRESS + "\"}")) {
            List<Service> services = List.of(slow.as("ip-api", "query"), quick.as("ipify", "ip"));

            stage.wrong("the loop is closed by hand while a task still waits for its answer", loop -> {
                Stage.run(loop, first(services, stage));
                loop.close();
            });

            stage.right("EventLoop.run closes its loop, and cancels what is left", loop -> {
                EventLoop.run(Stage.bounded(first(services, stage)));
            });

            stage.right("or the task itself cancels what it no longer needs, and waits until that is done", loop -> {
                Stage.run(loop, firstAndNoMore(services, stage));
                Expect.equal(List.of(), loop.allTasks());
            });
        }
    }

    /** Leaves the others running, and gives them. */
    private static Coroutine<Set<Task<String>>> first(List<Service> services, Stage stage) {
        return Coroutine.of(() -> {
            List<Task<String>> tasks = services.stream()
                    .map(PendingLeftBehind::fetch)
                    .map(Async::createTask)
                    .toList();
            WaitResult<Task<String>> found =
                    Async.waitUntil(ReturnWhen.FIRST_COMPLETED, tasks).await();
            found.done().forEach(task -> stage.tell(task.result()));
            return found.pending();
        });
    }

    private static Coroutine<@Nullable Void> firstAndNoMore(List<Service> services, Stage stage) {
        return Coroutine.ofVoid(() -> {
            Set<Task<String>> others = first(services, stage).await();
            others.forEach(LoopFuture::cancel);
            Async.waitUntil(ReturnWhen.ALL_COMPLETED, others).await();
            others.forEach(task -> Expect.equal(true, task.isCancelled()));
        });
    }

    private static Coroutine<String> fetch(Service service) {
        return Coroutine.of(() -> {
            try (StreamConnection asked = HttpClient.ask(service).await()) {
                byte[] answer = asked.reader().readAll().await();
                return service.name() + " says " + service.read(HttpClient.body(answer));
            }
        });
    }
}
