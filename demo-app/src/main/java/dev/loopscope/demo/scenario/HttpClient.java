// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.stream.StreamConnection;
import dev.loopscope.loop.stream.Streams;
import java.io.IOException;

/** As much of HTTP/1.1 as one question and its answer need, on the loop's streams. */
final class HttpClient {
    private static final String END_OF_HEADERS = "\r\n\r\n";

    private HttpClient() {}

    /** The body of what the service answers; fails with {@link IOException} if it does not. */
    static Coroutine<String> get(Service service) {
        return Coroutine.of(() -> {
            try (StreamConnection connection =
                    Streams.openConnection(service.host(), service.port()).await()) {
                connection.writer().write(request(service), UTF_8);
                connection.writer().drain().await();
                return body(new String(connection.reader().readAll().await(), UTF_8));
            }
        });
    }

    private static String request(Service service) {
        return "GET / HTTP/1.1\r\nHost: " + service.host() + "\r\nConnection: close" + END_OF_HEADERS;
    }

    private static String body(String answer) throws IOException {
        int headers = answer.indexOf(END_OF_HEADERS);
        if (!answer.startsWith("HTTP/1.1 200 ") || headers < 0) {
            throw new IOException("not an answer: '" + answer + "'");
        }
        return answer.substring(headers + END_OF_HEADERS.length());
    }
}
