// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.lang.instrument.Instrumentation;

/** An agent that does nothing: what any agent costs. */
public final class EmptyAgent {
    private EmptyAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {}
}
