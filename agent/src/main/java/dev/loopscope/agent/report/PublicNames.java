// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The name a JDK method has in the source that calls it: {@code java.nio.channels.SocketChannel.read}, where the stack says
 * {@code sun.nio.ch.SocketChannelImpl.read}. Any thread; remembered, because it takes reflection.
 */
final class PublicNames {
    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private PublicNames() {}

    static String of(String type, String method) {
        String name = type + "." + method;
        String known = KNOWN.get(name);
        if (known == null) {
            known = find(type, method, name);
            KNOWN.put(name, known);
        }
        return known;
    }

    private static String find(String type, String method, String name) {
        try {
            Class<?> implementation = Class.forName(type, false, ClassLoader.getPlatformClassLoader());
            if (type.startsWith("java.util.concurrent.locks.") && type.endsWith("$ConditionObject")) {
                // Public as well; which one it is differs from JDK to JDK.
                return "java.util.concurrent.locks.Condition." + method;
            }
            if (isPublic(implementation)) {
                return name;
            }
            Class<?> current = declaring(implementation, method, false);
            Class<?> declared = current == null ? declaring(implementation, method, true) : current;
            // A stream that is private to Socket says more than java.io.InputStream would, unless it has no name.
            boolean saysMore = isExported(implementation) && !implementation.isAnonymousClass();
            return declared == null || (isStream(declared) && saysMore) ? name : declared.getName() + "." + method;
        } catch (ClassNotFoundException | LinkageError e) {
            return name;
        }
    }

    /**
     * The nearest public type above that has a public method of that name: superclasses first. An overload nobody should use
     * any more counts only where there is no other.
     */
    private static @Nullable Class<?> declaring(Class<?> type, String method, boolean alsoDeprecated) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (isPublic(each) && each != Object.class && declares(each, method, alsoDeprecated)) {
                return each;
            }
        }
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Class<?> declared : each.getInterfaces()) {
                Class<?> found = isPublic(declared) && declares(declared, method, alsoDeprecated)
                        ? declared
                        : declaring(declared, method, alsoDeprecated);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static boolean declares(Class<?> type, String name, boolean alsoDeprecated) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name)
                    && (method.getModifiers() & Modifier.PUBLIC) != 0
                    && (alsoDeprecated || !method.isAnnotationPresent(Deprecated.class))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStream(Class<?> type) {
        return type == java.io.InputStream.class || type == java.io.OutputStream.class;
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!Modifier.isPublic(each.getModifiers())) {
                return false;
            }
        }
        return isExported(type);
    }

    private static boolean isExported(Class<?> type) {
        return type.getModule().isExported(type.getPackageName());
    }
}
