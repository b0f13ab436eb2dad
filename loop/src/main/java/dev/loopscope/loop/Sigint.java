// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The process's reaction to SIGINT. By reflection: the JDK's only way is sun.misc.Signal, which not every runtime has, and
 * which a build without warnings cannot name.
 */
final class Sigint {
    private final Object signal;
    /** {@code static SignalHandler handle(Signal, SignalHandler)}: installs one, returns the one before. */
    private final Method install;

    /** {@code void handle(Signal)}. */
    private final Method call;

    private final Object mine;
    private Object previous;

    private Sigint(Runnable reaction) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        signal = signalType.getConstructor(String.class).newInstance("INT");
        install = signalType.getMethod("handle", signalType, handlerType);
        call = handlerType.getMethod("handle", signalType);
        mine = Proxy.newProxyInstance(
                Sigint.class.getClassLoader(), new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "handle" -> reaction.run();
                        case "equals" -> {
                            return proxy == arguments[0];
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(proxy);
                        }
                        case "toString" -> {
                            return "Ctrl-C for an event loop";
                        }
                        default -> {}
                    }
                    return null;
                });
        previous = mine;
    }

    /** Null where the process's signals cannot be had: no jdk.unsupported, or -Xrs. */
    static @Nullable Sigint open(Runnable reaction) {
        try {
            Sigint sigint = new Sigint(reaction);
            sigint.previous = sigint.install(sigint.mine);
            return sigint;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Log.debug("SIGINT cannot be had in this JVM", e);
            return null;
        }
    }

    /** Whether it was the JVM's own reaction that was replaced, nothing an application has chosen. */
    @SuppressWarnings("ReferenceEquality") // constants
    boolean replacedTheJvms() throws ReflectiveOperationException {
        Class<?> handlerType = call.getDeclaringClass();
        return previous.getClass().getName().startsWith("sun.misc.Signal$")
                && previous != handlerType.getField("SIG_DFL").get(null)
                && previous != handlerType.getField("SIG_IGN").get(null);
    }

    /** Puts the one before back, unless somebody else has come since. */
    @SuppressWarnings("ReferenceEquality") // somebody's equals() is not ours to call
    void close() {
        try {
            Object last = install(previous);
            if (last != mine) {
                install(last);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            Log.warn("SIGINT's handler could not be put back", e);
        }
    }

    /** The reaction there was before. Any thread. */
    void passOn() {
        try {
            call.invoke(previous, signal);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the handler of SIGINT failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object install(Object handler) throws ReflectiveOperationException {
        return install.invoke(null, signal, handler);
    }
}
