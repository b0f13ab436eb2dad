// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A task's stack as its author knows it: without what suspends, runs and looks at it. What a task waits in, be it a lock or
 * a group, stays, and so does what it blocks in.
 */
final class Frames {
    private static final String LOOP = "dev.loopscope.loop.";
    private static final Set<String> MACHINERY =
            Set.of("BatonStrand", "CallGraph", "Coroutine", "Frames", "LoopFuture", "LoopStrand", "Task", "TaskStack");

    /** {@link Task}'s method that calls the coroutine. */
    private static final String OUTERMOST = "runBody";

    private Frames() {}

    static List<StackTraceElement> of(StackTraceElement[] stack, int limit) {
        int from = 0;
        while (from < stack.length && isJdks(stack[from])) {
            from++;
        }
        if (from == stack.length || !isMachinery(stack[from]) || runsTheTasks(stack[from])) {
            from = 0; // The task's own code called the JDK.
        }
        int to = stack.length;
        for (int i = from; i < stack.length; i++) {
            if (isMachinery(stack[i]) && stack[i].getMethodName().equals(OUTERMOST)) {
                to = i;
            }
        }
        return Arrays.stream(stack, from, to)
                .filter(frame -> !isMachinery(frame) && !isHidden(frame))
                .limit(limit)
                .map(Frames::plain)
                .toList();
    }

    /** Without class loader and module, which only some ways to a stack trace tell. */
    private static StackTraceElement plain(StackTraceElement frame) {
        return new StackTraceElement(
                frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
    }

    /** The class behind a lambda, which JDK 17 shows in the stack of another thread. */
    private static boolean isHidden(StackTraceElement frame) {
        return frame.getClassName().contains("$$Lambda");
    }

    private static boolean isJdks(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    }

    /** What calls the task's code; the rest of the machinery is called by it. */
    private static boolean runsTheTasks(StackTraceElement frame) {
        return frame.getMethodName().equals(OUTERMOST) || frame.getClassName().equals(Coroutine.class.getName());
    }

    private static boolean isMachinery(StackTraceElement frame) {
        String type = frame.getClassName();
        if (!type.startsWith(LOOP)) {
            return false;
        }
        int nested = type.indexOf('$');
        return MACHINERY.contains(type.substring(LOOP.length(), nested < 0 ? type.length() : nested));
    }
}
