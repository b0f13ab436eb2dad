// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** The life of threads and loops: where threads idle, and what they do that is nobody's operation; what the application opens. */
public final class LifePoints {
    private static final Call IDLE = new Call("idleEntered", "()V");
    private static final Call BUSY = new Call("idleExited", "()V");

    private static final String SPRING_BOOT = "org/springframework/boot/context/logging/LoggingApplicationListener";

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

    /** Where the application's log shows that it is there. */
    public static void addLogging(Points points) {
        points.addAll(
                // When SLF4J is bound, Log4j2 has yet to begin; when the application has a logger, it has one with all
                // there is.
                Point.around(
                                "org/slf4j/LoggerFactory",
                                "getLogger",
                                null,
                                new Call("loggingBound", "(Ljava/lang/Class;)V", Call.OWNER),
                                false)
                        .descriptor("(Ljava/lang/String;)Lorg/slf4j/Logger;"),
                Point.around(
                                SPRING_BOOT,
                                "onApplicationStartingEvent",
                                new Call("loggingConfiguring", "()V"),
                                null,
                                false)
                        .maybe(),
                Point.around(SPRING_BOOT, "initialize", null, new Call("loggingConfigured", "()V"), false)
                        .maybe());
    }

    /** As {@link #addLogging}, of an application whose log is java.util.logging. */
    public static void addJavaUtilLogging(Points points) {
        points.add(Point.around(
                        "java/util/logging/Logger",
                        "getLogger",
                        null,
                        new Call("loggingBound", "(Ljava/lang/Class;)V", Call.OWNER),
                        false)
                .descriptor("(Ljava/lang/String;)Ljava/util/logging/Logger;"));
    }

    /** The end of the JVM, before the hooks of others stop what they use, and after they have. */
    public static void addShutdown(Points points) {
        points.add(Point.around(
                "java/lang/ApplicationShutdownHooks",
                "runHooks",
                new Call("jvmEnding", "()V"),
                new Call("jvmEnded", "()V"),
                true));
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
