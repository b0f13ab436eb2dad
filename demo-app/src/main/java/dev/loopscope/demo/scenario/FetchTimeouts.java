// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.Async;
import dev.loopscope.loop.AwaitTimeoutException;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.ReturnWhen;
import dev.loopscope.loop.Task;
import dev.loopscope.loop.WaitResult;
import java.time.Duration;
import java.util.List;

/** Shows how to answer in time although others do not: a wait with a timeout, which cancels nothing, and one that does. */
public final class FetchTimeouts implements Scenario {
    private static final String NOT_AVAILABLE = "not available";

    @Override
    public String name() {
        return "fetch-timeouts";
    }

    @Override
    public String summary() {
        return "an answer is waited for, but not for ever";
    }

    @Override
    public void show(Stage stage) throws Exception {
        try (HttpService quick = new HttpService(Duration.ofMillis(200), "{\"ip\": \"203.0.113.7\"}");
                HttpService slow = new HttpService(Duration.ofSeconds(30), "{\"query\": \"203.0.113.7\"}")) {
            List<Service> services = List.of(quick.as("ipify", "ip"), slow.as("ip-api", "query"));

            stage.right("10 ms are not enough for anybody", loop -> {
                stage.tell(Stage.run(loop, firstWithin(Duration.ofMillis(10), services)));
            });

            stage.right("5 s are enough for the quicker one", loop -> {
                stage.tell(Stage.run(loop, firstWithin(Duration.ofSeconds(5), services)));
            });

            stage.right("waitFor cancels what is late, and throws", loop -> {
                stage.tell(Stage.run(loop, oneWithin(Duration.ofMillis(10), services.get(1))));
            });
        }
    }

    private static Coroutine<String> firstWithin(Duration timeout, List<Service> services) {
        return Coroutine.of(() -> {
            List<Task<String>> tasks = services.stream()
                    .map(FetchTimeouts::fetch)
                    .map(Async::createTask)
                    .toList();
            WaitResult<Task<String>> found =
                    Async.waitUntil(ReturnWhen.FIRST_COMPLETED, tasks, timeout).await();
            found.pending().forEach(LoopFuture::cancel);
            Async.gatherSettled(found.pending()).await();
            String address = NOT_AVAILABLE;
            for (Task<String> task : found.done()) {
                address = task.result();
            }
            return address;
        });
    }

    private static Coroutine<String> oneWithin(Duration timeout, Service service) {
        return Coroutine.of(() -> {
            try {
                return Async.waitFor(fetch(service), timeout).await();
            } catch (AwaitTimeoutException e) {
                return NOT_AVAILABLE;
            }
        });
    }

    private static Coroutine<String> fetch(Service service) {
        return Coroutine.of(() -> service.read(HttpClient.get(service).await()));
    }
}
