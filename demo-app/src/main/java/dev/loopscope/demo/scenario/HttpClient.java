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
            try (StreamConnection asked = ask(service).await()) {
                return body(asked.reader().readAll().await());
            }
        });
    }

    /** A connection on which the service has been asked; the caller reads and closes it. */
    static Coroutine<StreamConnection> ask(Service service) {
        return Coroutine.of(() -> {
            StreamConnection connection =
                    Streams.openConnection(service.host(), service.port()).await();
            connection.writer().write(request(service), UTF_8);
            return connection;
        });
    }

    static String body(byte[] bytes) throws IOException {
        String answer = new String(bytes, UTF_8);
        int headers = answer.indexOf(END_OF_HEADERS);
        if (!answer.startsWith("HTTP/1.1 200 ") || headers < 0) {
            throw new IOException("not an answer: '" + answer + "'");
        }
        return answer.substring(headers + END_OF_HEADERS.length());
    }

    private static String request(Service service) {
        return "GET / HTTP/1.1\r\nHost: " + service.host() + "\r\nConnection: close" + END_OF_HEADERS;
    }
}
