// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/**
 * The futures of libraries whose failures are followed; a file of points for each. Libraries make most of their futures for
 * themselves, so that one is the application's only if the application has called what makes it.
 */
public enum LibraryFuture {
    NETTY(
            "Netty promise",
            "give the future a listener, or sync it,",
            "io.netty.channel.AbstractChannel",
            "io.netty.channel.DefaultChannel",
            "io.netty.channel.Channel"),
    VERTX("Vert.x future", "return the future, or give it an onFailure handler,"),
    GUAVA("ListenableFuture", "return the future, get it, or give it a FutureCallback,", "io.grpc.stub.ClientCalls"),
    KAFKA("Kafka send", "give the send a callback, or get its future,", "org.apache.kafka.clients.producer.");

    private final String kind;
    private final String remedy;

    // Nobody changes it.
    @SuppressWarnings("ImmutableEnumChecker")
    private final String[] makers;

    /** @param makers how the names of the classes begin that an application calls, and those that they call to make a future */
    LibraryFuture(String kind, String remedy, String... makers) {
        this.kind = kind;
        this.remedy = remedy;
        this.makers = makers;
    }

    /** What reports call such a future, and its points are together. */
    public String kind() {
        return kind;
    }

    /** What to do, before a place. */
    public String remedy() {
        return remedy;
    }

    /** Whether a frame is on the way from who has called the library to where it makes the future. */
    public boolean isMaker(StackTraceElement frame) {
        String name = frame.getClassName();
        for (String maker : makers) {
            if (name.startsWith(maker) || name.contains("." + maker)) {
                return true;
            }
        }
        return false;
    }

    /** Null when it is no library's. */
    public static @Nullable LibraryFuture of(String kind) {
        for (LibraryFuture each : values()) {
            if (each.kind.equals(kind)) {
                return each;
            }
        }
        return null;
    }

    /** Adds the points of each; those of a library stand or fall together. */
    public static void addAllTo(Points points) {
        points.begin(NETTY.kind);
        NettyFuturePoints.addTo(points);
        points.begin(VERTX.kind);
        VertxFuturePoints.addTo(points);
        points.begin(GUAVA.kind);
        GuavaFuturePoints.addTo(points);
        points.begin(KAFKA.kind);
        KafkaFuturePoints.addTo(points);
        points.begin(Points.NOBODYS);
    }
}
