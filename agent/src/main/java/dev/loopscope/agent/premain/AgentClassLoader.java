// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.premain;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent from where no other class loader finds it: entries of the agent jar under {@code META-INF/loopscope}, with
 * another ending. Above it is the platform loader only, so the application's classes and the agent's never meet.
 */
final class AgentClassLoader extends ClassLoader {
    private static final String ROOT = "META-INF/loopscope/";

    static {
        registerAsParallelCapable();
    }

    private final AgentJar jar;

    AgentClassLoader(File file) throws IOException {
        super("loopscope", ClassLoader.getPlatformClassLoader());
        jar = new AgentJar(file, ROOT);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        try {
            bytes = jar.bytes(ROOT + "agent/" + name.replace('.', '/') + ".classdata");
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** Resources of the agent's classes by their names, bridge classes as {@code bridge/java/lang/Name}. */
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        String entry = name.startsWith("bridge/") ? ROOT + name + ".classdata" : ROOT + "agent/" + name;
        try {
            byte[] bytes = jar.bytes(entry);
            return bytes == null ? null : new ByteArrayInputStream(bytes);
        } catch (IOException e) {
            return null;
        }
    }
}
