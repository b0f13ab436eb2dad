// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import org.jspecify.annotations.Nullable;

/**
 * A class's place among its supertypes, by internal names.
 *
 * @param superclass null for {@code Object}
 */
record Outline(String name, @Nullable String superclass, List<String> interfaces) {
    static Outline of(ClassReader reader) {
        return new Outline(reader.getClassName(), reader.getSuperName(), List.of(reader.getInterfaces()));
    }

    /** Of a class that is loaded. */
    static Outline of(Class<?> type) {
        Class<?> superclass = type.getSuperclass();
        List<String> interfaces = new ArrayList<>(4);
        for (Class<?> each : type.getInterfaces()) {
            interfaces.add(internalName(each));
        }
        return new Outline(internalName(type), superclass == null ? null : internalName(superclass), interfaces);
    }

    /**
     * Of a class that may not be loaded, and is not by this: read from where its loader would load it. Null when the loader
     * does not say where that is.
     */
    static @Nullable Outline read(ClassLoader loader, String name) {
        try (InputStream in = open(loader, name + ".class")) {
            return in == null ? null : of(new ClassReader(in));
        } catch (IOException | RuntimeException | LinkageError e) {
            // The loader is the application's and may fail in any way; the class is then as good as unknown.
            return null;
        }
    }

    private static @Nullable InputStream open(ClassLoader loader, String resource) throws IOException {
        URL url = loader.getResource(resource);
        if (url == null) {
            return loader.getResourceAsStream(resource);
        }
        URLConnection connection = url.openConnection();
        // A cached one keeps the application's jar open for as long as the JVM lives.
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
