// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.time.Duration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.http.server.HttpServer;

/** Spring's WebFlux on Reactor Netty, without the rest of Spring; apart from the others, which run without its classes. */
final class WebFluxServer {
    private WebFluxServer() {}

    /** Starts one that says the same to everybody, and returns its port. */
    static int start(String host, String says, Duration patience) {
        HttpHandler handler = RouterFunctions.toHttpHandler(RouterFunctions.route()
                .GET("/", request -> ServerResponse.ok().bodyValue(says))
                .build());
        return HttpServer.create()
                .host(host)
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow(patience)
                .port();
    }
}
