// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which classes stand for an interface of the JDK's that others implement: a call of {@code PgResultSet.next} is one of
 * {@code java.sql.ResultSet.next} to whoever wrote it. Filled as classes load; any thread.
 */
public final class Roles {
    /** Classes remembered; a guess, many times what all drivers and pools of an application have. */
    private static final int MOST = 2_000;

    private final Map<String, Set<String>> interfaces = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();

    /** @param type and the interfaces it stands for, by internal name */
    void add(String type, Set<String> roles) {
        if (interfaces.size() < MOST) {
            interfaces.put(type.replace('/', '.'), Set.copyOf(roles));
        }
    }

    /**
     * The name of a method in the interface that declares it; null when its class stands for none that does. Reflects on the
     * interface the first time: not for a loop's thread.
     */
    public @Nullable String nameOf(String type, String method) {
        Set<String> roles = interfaces.get(type);
        if (roles == null) {
            return null;
        }
        String key = type + "." + method;
        String name = names.get(key);
        if (name == null) {
            name = find(roles, method);
            names.put(key, name);
        }
        return name.isEmpty() ? null : name;
    }

    /** Of several the one furthest down: {@code PreparedStatement} has an {@code execute} of its own. */
    private static String find(Set<String> roles, String method) {
        Class<?> found = null;
        for (String role : roles) {
            try {
                Class<?> type = Class.forName(role.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
                if (declares(type, method) && (found == null || found.isAssignableFrom(type))) {
                    found = type;
                }
            } catch (ClassNotFoundException | LinkageError e) {
                // Not this JDK's, so nobody has called it by that name.
            }
        }
        return found == null ? "" : found.getName() + "." + method;
    }

    private static boolean declares(Class<?> type, String name) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
