// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The JDK's HTTP client, which runs what is done with answers on the thread that selects, and a second one that does not. */
final class HttpClientFamily implements Family {
    private final SlowAnswers server = new SlowAnswers();
    private final HttpClient direct = HttpClient.newBuilder()
            .executor(Runnable::run)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    HttpClientFamily() throws IOException {}

    /** What an answer's head is shown to. */
    private record Reader(Runnable work) implements HttpResponse.BodyHandler<Void> {
        @Override
        public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo head) {
            work.run();
            return HttpResponse.BodySubscribers.discarding();
        }
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(server.address()).build();
    }

    @Override
    public void onReady(Runnable work) {
        direct.sendAsync(request(), new Reader(work));
    }

    /** It has no tasks. */
    @Override
    public void onTask(Runnable work) {
        onReady(work);
    }

    /** Whatever is looked at first, when that is done all others are there: half of them at least in one iteration. */
    @Override
    public boolean atOnce(Runnable work, int times) {
        server.answerTogether(times);
        for (int i = 0; i < times; i++) {
            onReady(() -> {
                server.spinUntilAnswered();
                work.run();
            });
        }
        return true;
    }

    @Override
    public String polling() {
        return "SelectorManager";
    }

    /** On threads of its executor an application may block; and a request that waits for its answer does. */
    @Override
    public void otherwise() throws Exception {
        HttpClient pooled = HttpClient.newHttpClient();
        pooled.sendAsync(request(), new Reader(LoopHandlers::nap)).get();
        pooled.send(request(), new Reader(LoopHandlers::nap));
    }

    @Override
    public void end() throws IOException {
        server.close();
    }
}
