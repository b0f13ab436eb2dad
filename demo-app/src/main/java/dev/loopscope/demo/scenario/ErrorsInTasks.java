// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Outcome;
import dev.loopscope.loop.ReturnWhen;
import dev.loopscope.loop.Task;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@code exception-never-retrieved} for tasks: of three services one answers as expected, one something else, and one is
 * down. Waiting for the tasks is not asking for their exceptions. Catch in the coroutine, ask the task, or gather.
 */
public final class ErrorsInTasks implements Scenario {
    @Override
    public String name() {
        return "errors-in-tasks";
    }

    @Override
    public String summary() {
        return "tasks fail, and nobody or somebody looks";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (HttpService plain = new HttpService(Duration.ofMillis(20), "{\"ip\": \"203.0.113.7\"}");
                HttpService other = new HttpService(Duration.ofMillis(20), "{\"query\": \"203.0.113.7\"}");
                RefusingService down = new RefusingService()) {
            Service good = plain.as("ipify", "ip");
            Service odd = other.as("ip-api", "no-such-key");
            Service dead = down.as("broken", "ip");

            stage.wrong("a task is waited for, and its exception never asked for", loop -> {
                Garbage.collect(Stage.run(loop, waitAndForget(odd)));
            });

            stage.right("a coroutine catches what is to be expected, and answers something else", loop -> {
                List<String> answers = Stage.run(
                        loop,
                        Coroutine.of(() -> Async.gather(fetchOrSay(good), fetchOrSay(odd), fetchOrSay(dead))
                                .await()));
                answers.forEach(stage::tell);
            });

            stage.right(
                    "or who waits asks each task", loop -> Stage.run(loop, askEach(List.of(good, odd, dead), stage)));

            stage.right("or gatherSettled gives results and exceptions as values", loop -> {
                List<Outcome<String>> outcomes = Stage.run(
                        loop,
                        Coroutine.of(() -> Async.gatherSettled(fetch(good), fetch(odd), fetch(dead))
                                .await()));
                outcomes.forEach(outcome -> stage.tell(describe(outcome.result(), outcome.exception())));
            });

            stage.right("or gather throws the first exception; run cancels what still goes on", loop -> {
                EventLoop.run(Stage.bounded(gatherAndCatch(List.of(good, odd), stage)));
            });
        }
    }

    private static Coroutine<WeakReference<LoopFuture<String>>> waitAndForget(Service service) {
        return Coroutine.of(() -> {
            Task<String> task = Async.createTask(fetch(service));
            Async.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task)).await();
            return new WeakReference<>(task);
        });
    }

    private static Coroutine<@Nullable Void> askEach(List<Service> services, Stage stage) {
        return Coroutine.ofVoid(() -> {
            List<Task<String>> tasks = services.stream()
                    .map(ErrorsInTasks::fetch)
                    .map(Async::createTask)
                    .toList();
            Async.waitUntil(ReturnWhen.ALL_COMPLETED, tasks).await();
            for (Task<String> task : tasks) {
                Throwable failure = task.exception();
                stage.tell(describe(failure == null ? task.result() : null, failure));
            }
        });
    }

    private static Coroutine<@Nullable Void> gatherAndCatch(List<Service> services, Stage stage) {
        return Coroutine.ofVoid(() -> {
            try {
                Async.gather(services.stream().map(ErrorsInTasks::fetch).toList())
                        .await();
            } catch (NoSuchElementException e) {
                stage.tell(describe(null, e));
            }
        });
    }

    private static Coroutine<String> fetchOrSay(Service service) {
        return Coroutine.of(() -> {
            try {
                return fetch(service).await();
            } catch (RuntimeException e) {
                // What leaves an await is unchecked: an IOException comes as the cause of one.
                return service.name() + (e.getCause() instanceof IOException ? " is unresponsive" : " is odd");
            }
        });
    }

    private static Coroutine<String> fetch(Service service) {
        return Coroutine.of(() ->
                service.name() + " says " + service.read(HttpClient.get(service).await()));
    }

    private static String describe(@Nullable String answer, @Nullable Throwable failure) {
        return failure == null
                ? String.valueOf(answer)
                : "failed with " + failure.getClass().getSimpleName();
    }
}
