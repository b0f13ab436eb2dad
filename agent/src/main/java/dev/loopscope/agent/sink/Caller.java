// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Calls methods of an application by reflection, as one of the application's own classes would. Log4j2 has a log for each
 * class loader and looks for that of whoever calls it, or of the loader above; for a class of the agent's it would set up
 * another one. Public, since it is made under its name in a loader of its own.
 */
public final class Caller implements InvocationHandler {
    private static final String CODE = "dev/loopscope/agent/sink/Caller.classdata";

    /** The class of this name below a loader of the application's. */
    private static final class Below extends ClassLoader {
        Below(@Nullable ClassLoader application) {
            super(application);
        }

        Class<?> define(byte[] code) {
            return defineClass(Caller.class.getName(), code, 0, code.length);
        }
    }

    /** One whose calls come from below {@code application}; from the agent itself if that cannot be. */
    static InvocationHandler below(@Nullable ClassLoader application) {
        try (InputStream code = Caller.class.getClassLoader().getResourceAsStream(CODE)) {
            if (code != null) {
                Class<?> caller = new Below(application).define(code.readAllBytes());
                return (InvocationHandler) caller.getConstructor().newInstance();
            }
        } catch (IOException | ReflectiveOperationException | LinkageError e) {
            // Whose calls then come from the agent.
        }
        return new Caller();
    }

    /** Calls {@code method} of {@code target}; null for a static one. */
    @Override
    public @Nullable Object invoke(@Nullable Object target, Method method, Object @Nullable [] arguments)
            throws ReflectiveOperationException {
        return method.invoke(target, arguments);
    }
}
