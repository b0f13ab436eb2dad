// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A scenario that does not do what it says is worse than none: it ends the demo. */
final class Expect {
    private Expect() {}

    static void equal(@Nullable Object expected, @Nullable Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new IllegalStateException("expected " + expected + ", got " + actual);
        }
    }
}
