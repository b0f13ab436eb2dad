// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;

/** A destination of findings. Called by the reporter's thread only, one call at a time; an exception is counted as the agent's error and the sink goes on being called. */
public interface Sink {
    /** Once, before anything else. */
    void start(RunStart start);

    /** A line that is no finding: banner, loops seen, a warning about an option. */
    void line(Notice notice);

    /** A finding, an update or a reminder. */
    void accept(Diagnostic diagnostic);

    /** Every few milliseconds: time to write what waits. */
    default void poll() {}

    /** Once, when the JVM begins to end and everything else is still there: what waits is written now. */
    default void flush() {}

    /** Once, at the end of the JVM; must leave everything written. */
    void end(RunEnd end);
}
