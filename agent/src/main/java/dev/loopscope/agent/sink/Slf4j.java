// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * The log of one application: its {@code org.slf4j.LoggerFactory}, 1.7 or 2.x, by its names, for there is none in the agent's
 * own class loader. To be asked only once the application has got a logger from it.
 */
final class Slf4j implements Log {
    /** All of Spring Boot's logging begins here, and not before its environment is ready. */
    private static final String SPRING_BOOT =
            "org/springframework/boot/context/logging/LoggingApplicationListener.class";

    private final @Nullable ClassLoader loader;
    private final InvocationHandler caller;
    private final Method getLoggerFactory;
    private final Method getLogger;
    private final Method isErrorEnabled;
    private final Method info;
    private final Method warn;
    private final Method error;
    private @Nullable Boolean hasSpringBoot;
    private @Nullable Boolean isConfiguredByItself;

    private Slf4j(Class<?> loggerFactory) throws NoSuchMethodException {
        loader = loggerFactory.getClassLoader();
        caller = Caller.below(loader);
        getLoggerFactory = loggerFactory.getMethod("getILoggerFactory");
        getLogger = loggerFactory.getMethod("getLogger", String.class);
        Class<?> logger = getLogger.getReturnType();
        isErrorEnabled = logger.getMethod("isErrorEnabled");
        info = logger.getMethod("info", String.class);
        warn = logger.getMethod("warn", String.class);
        error = logger.getMethod("error", String.class);
    }

    /** Null for a class that only has the name. */
    static @Nullable Slf4j of(Class<?> loggerFactory) {
        try {
            return new Slf4j(loggerFactory);
        } catch (NoSuchMethodException | LinkageError e) {
            return null;
        }
    }

    /** Whether it will be set up anew by Spring Boot, should the application use that. */
    boolean hasSpringBoot() {
        Boolean known = hasSpringBoot;
        if (known == null) {
            known = loader != null && loader.getResource(SPRING_BOOT) != null;
            hasSpringBoot = known;
        }
        return known;
    }

    /** Whether the application has a configuration for it that needs no Spring Boot. */
    boolean isConfiguredByItself() {
        Boolean known = isConfiguredByItself;
        if (known == null) {
            known = LogConfiguration.isFoundBy(loader);
            isConfiguredByItself = known;
        }
        return known;
    }

    /**
     * Whether what is logged now can be seen by anybody: not with the binding that does nothing, nor while the binding is under
     * way, nor while Spring Boot has everything denied, nor when the log has been shut down. A level the user has set for the
     * agent's loggers alone is respected, and no reason.
     */
    @Override
    public boolean isOpen() {
        ClassLoader before = enter();
        try {
            Object factory = call(null, getLoggerFactory);
            return factory != null && !isPlaceholder(factory.getClass().getName()) && takesErrors(factory);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return false;
        } finally {
            leave(before);
        }
    }

    private static boolean isPlaceholder(String factory) {
        return factory.equals("org.slf4j.helpers.NOPLoggerFactory")
                || factory.equals("org.slf4j.helpers.SubstituteLoggerFactory");
    }

    private boolean takesErrors(Object factory) throws ReflectiveOperationException {
        Object own = call(null, getLogger, Event.ROOT);
        Object root = call(null, getLogger, "ROOT");
        return own != null
                && root != null
                && (isTrue(call(own, isErrorEnabled)) || isTrue(call(root, isErrorEnabled)))
                && hasAppenders(factory.getClass().getName(), own, root);
    }

    /** Logback and java.util.logging take their appenders away when they are shut down, and go on taking events. */
    private boolean hasAppenders(String factory, Object own, Object root) throws ReflectiveOperationException {
        if (factory.equals("ch.qos.logback.classic.LoggerContext")) {
            Method appenders = own.getClass().getMethod("iteratorForAppenders");
            return hasNext(call(own, appenders)) || hasNext(call(root, appenders));
        }
        return !factory.endsWith(".JDK14LoggerFactory") || JulLog.isHandled(Event.ROOT);
    }

    private static boolean hasNext(@Nullable Object iterator) {
        return iterator instanceof java.util.Iterator<?> && ((java.util.Iterator<?>) iterator).hasNext();
    }

    private static boolean isTrue(@Nullable Object answer) {
        return Boolean.TRUE.equals(answer);
    }

    @Override
    public boolean write(Event event) {
        ClassLoader before = enter();
        try {
            Object logger = call(null, getLogger, event.logger());
            Method level = switch (event.severity()) {
                case ERROR -> error;
                case WARN -> warn;
                case INFO -> info;
            };
            call(logger, level, event.text());
            return true;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return false;
        } finally {
            leave(before);
        }
    }

    private @Nullable Object call(@Nullable Object target, Method method, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return caller.invoke(target, method, arguments);
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new InvocationTargetException(t);
        }
    }

    /** An appender may set itself up with its first event, by what the thread's loader finds. */
    private @Nullable ClassLoader enter() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        return before;
    }

    private static void leave(@Nullable ClassLoader before) {
        Thread.currentThread().setContextClassLoader(before);
    }
}
