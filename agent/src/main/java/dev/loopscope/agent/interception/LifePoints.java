// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** The life of threads and loops: where threads idle, and what they do that is nobody's operation; what the application opens. */
public final class LifePoints {
    private static final Call IDLE = new Call("idleEntered", "()V");
    private static final Call BUSY = new Call("idleExited", "()V");

    private LifePoints() {}

    /** Only where the user named threads; else nobody wants to know. */
    public static void addThreads(Points points) {
        Call starting = new Call("threadStarting", "(Ljava/lang/Thread;)V", Call.THIS);
        points.addAll(
                Point.around("java/lang/Thread", "start", starting, null, false).descriptor("()V"),
                Point.around("java/lang/Thread", "start", starting, null, false)
                        .descriptor("(Ljdk/internal/vm/ThreadContainer;)V")
                        .since(19),
                Point.around(
                        "java/lang/Thread",
                        "setName",
                        null,
                        new Call("threadRenamed", "(Ljava/lang/Thread;)V", Call.THIS),
                        false),
                idle("java/util/concurrent/ThreadPoolExecutor", "getTask"),
                idle("java/util/concurrent/ForkJoinPool", "awaitWork"));
    }

    /** The end of a thread that was known before it began, by its name or its class. */
    public static void addEnding(Points points) {
        points.add(Point.around(
                "java/lang/Thread", "exit", new Call("threadEnding", "(Ljava/lang/Thread;)V", Call.THIS), null, false));
    }

    /** A method in which a thread known by its name waits for work. */
    public static Point idle(String owner, String method) {
        return Point.around(owner, method, IDLE, BUSY, true);
    }

    public static void addLogging(Points points) {
        points.add(Point.around(
                "org/slf4j/LoggerFactory",
                "performInitialization",
                null,
                new Call("loggingBound", "(Ljava/lang/Class;)V", Call.OWNER),
                false));
    }

    /** What these read by themselves is told apart before a stack is taken: a library's first use reads for a thousand. */
    public static void addClassLoading(Points points) {
        points.addAll(
                loading("jdk/internal/loader/BuiltinClassLoader", "loadClassOrNull")
                        .descriptor("(Ljava/lang/String;Z)Ljava/lang/Class;"),
                loading("java/net/URLClassLoader", "findClass").descriptor("(Ljava/lang/String;)Ljava/lang/Class;"));
    }

    private static Point loading(String owner, String method) {
        return Point.around(owner, method, new Call("loadEntered", "()V"), new Call("loadExited", "()V"), true);
    }

    public static void addManagement(Points points) {
        points.add(Point.around(
                "java/lang/management/ManagementFactory",
                "getPlatformMBeanServer",
                null,
                new Call("managementOpened", "()V"),
                false));
    }
}
