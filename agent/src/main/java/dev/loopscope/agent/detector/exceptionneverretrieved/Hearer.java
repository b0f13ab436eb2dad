// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

/**
 * Who listens to a library's future. A listener of a library whose futures are followed makes another one fail, which answers
 * for it from then on; any other listener is told.
 */
final class Hearer {
    private static final String[] PASSING_ON = {
        "io.netty.", "io.vertx.", "com.google.common.", "io.grpc.", "org.apache.kafka."
    };
    /** Netty, moved by a build into a package of somebody else's. */
    private static final String MOVED = ".io.netty.";

    private Hearer() {}

    static boolean passesOn(Object listener) {
        String name = listener.getClass().getName();
        for (String library : PASSING_ON) {
            if (name.startsWith(library)) {
                return true;
            }
        }
        return name.contains(MOVED);
    }
}
