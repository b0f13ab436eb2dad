// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import static dev.loopscope.app.lost.Failing.failure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;

/**
 * Structured task scopes, a preview whose names changed between JDK 21 and 25. A subtask that failed answers to its scope, also
 * where nobody asks.
 */
final class Scopes {
    private static final String SCOPE = "java.util.concurrent.StructuredTaskScope";
    private static final boolean HAS_JOINERS = Runtime.version().feature() >= 25;

    private Scopes() {}

    @Handled(since = 21)
    static void scopeThatThrows() throws Throwable {
        Object scope = HAS_JOINERS ? joining("awaitAllSuccessfulOrThrow") : made(SCOPE + "$ShutdownOnFailure");
        try (AutoCloseable closed = (AutoCloseable) scope) {
            fork(scope, "scopeThatThrows");
            call(Class.forName(SCOPE).getMethod("join"), closed);
            if (!HAS_JOINERS) {
                call(scope.getClass().getMethod("throwIfFailed"), scope);
            }
        } catch (Exception e) {
            // It has told.
        }
    }

    @Handled(since = 21)
    static void scopeThatOnlyWaits() throws Throwable {
        Object scope = HAS_JOINERS ? joining("awaitAll") : made(SCOPE);
        try (AutoCloseable closed = (AutoCloseable) scope) {
            fork(scope, "scopeThatOnlyWaits");
            call(Class.forName(SCOPE).getMethod("join"), closed);
        }
    }

    private static Object made(String type) throws ReflectiveOperationException {
        return Class.forName(type).getConstructor().newInstance();
    }

    private static Object joining(String joiner) throws ReflectiveOperationException {
        Class<?> type = Class.forName(SCOPE + "$Joiner");
        return Class.forName(SCOPE)
                .getMethod("open", type)
                .invoke(null, type.getMethod(joiner).invoke(null));
    }

    private static void fork(Object scope, String message) throws Throwable {
        Callable<String> failing = () -> {
            throw failure(message);
        };
        call(Class.forName(SCOPE).getMethod("fork", Callable.class), scope, failing);
    }

    private static void call(Method method, Object scope, Object... arguments) throws Throwable {
        try {
            method.invoke(scope, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
