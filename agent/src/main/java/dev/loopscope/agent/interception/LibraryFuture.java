// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Points;
import org.jspecify.annotations.Nullable;

/** The futures of libraries whose failures are followed; a file of points for each. */
public enum LibraryFuture {
    NETTY("Netty promise", "give the future a listener, or sync it,"),
    VERTX("Vert.x future", "return the future, or give it an onFailure handler,"),
    GUAVA("ListenableFuture", "return the future, get it, or give it a FutureCallback,"),
    KAFKA("Kafka send", "give the send a callback, or get its future,");

    private final String kind;
    private final String remedy;

    LibraryFuture(String kind, String remedy) {
        this.kind = kind;
        this.remedy = remedy;
    }

    /** What reports call such a future, and its points are together. */
    public String kind() {
        return kind;
    }

    /** What to do, before a place. */
    public String remedy() {
        return remedy;
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
