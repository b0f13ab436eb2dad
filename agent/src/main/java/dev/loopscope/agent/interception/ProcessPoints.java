// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.PROCESS;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Child processes, and the system's table of all of them. Their pipes are streams of files, see {@link FilePoints}.
 *
 * <p>To list processes is to read the table entry by entry, and so is what they say of themselves. Whether one is alive or who
 * its parent is, is a single line, and no point.
 */
public final class ProcessPoints {
    private static final String CHILD = "java/lang/ProcessImpl";
    private static final String HANDLE = "java/lang/ProcessHandleImpl";

    private ProcessPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.operation(PROCESS, CHILD, "start"),
                Point.operation(PROCESS, "java/lang/ProcessBuilder", "startPipeline"),
                waitFor("()I", "(Ljava/lang/Process;I)V", Call.THIS, Call.POINT),
                waitFor(
                        "(JLjava/util/concurrent/TimeUnit;)Z",
                        "(Ljava/lang/Process;JLjava/util/concurrent/TimeUnit;I)V",
                        Call.THIS,
                        0,
                        1,
                        Call.POINT),
                Point.operation(PROCESS, HANDLE, "children"),
                Point.operation(PROCESS, HANDLE, "descendants"),
                Point.operation(PROCESS, "java/lang/ProcessHandleImpl$Info", "info"));
    }

    private static Point waitFor(String descriptor, String probe, Object... arguments) {
        return Point.operationIf(PROCESS, CHILD, "waitFor", new Call("enterWaitFor", probe, arguments))
                .descriptor(descriptor);
    }
}
