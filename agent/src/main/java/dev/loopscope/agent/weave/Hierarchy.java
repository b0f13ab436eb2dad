// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which class declares a static method that a class file names by a subclass. Reads class files, because a class
 * that is being loaded may have superclasses that are not, and must not load them out of turn.
 */
final class Hierarchy {
    /** Deeper than anybody's threads; a guess. */
    private static final int DEEPEST = 16;

    private final ClassReader self;
    private final @Nullable ClassLoader loader;

    /** @param loader null for the JVM's own, of whose classes only {@code self} is known */
    Hierarchy(ClassReader self, @Nullable ClassLoader loader) {
        this.self = self;
        this.loader = loader;
    }

    /** Whether a method that is called by the name of {@code subclass} is the one {@code type} declares. */
    boolean declares(String type, String subclass, String method, String descriptor) {
        String name = subclass;
        for (int depth = 0; depth < DEEPEST && !name.equals(type); depth++) {
            ClassReader reader = read(name);
            if (reader == null || reader.getSuperName() == null || has(reader, method, descriptor)) {
                return false;
            }
            name = reader.getSuperName();
        }
        return name.equals(type);
    }

    private @Nullable ClassReader read(String name) {
        if (name.equals(self.getClassName())) {
            return self;
        }
        if (loader == null || name.startsWith("[")) {
            return null;
        }
        try (InputStream in = loader.getResourceAsStream(name + ".class")) {
            return in == null ? null : new ClassReader(in);
        } catch (IOException | RuntimeException e) {
            // Generated, or of a version nobody reads yet: left as it is.
            return null;
        }
    }

    private static boolean has(ClassReader reader, String method, String descriptor) {
        boolean[] found = {false};
        ClassVisitor methods = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public @Nullable MethodVisitor visitMethod(
                    int access,
                    String name,
                    String described,
                    @Nullable String signature,
                    String @Nullable [] exceptions) {
                found[0] |= name.equals(method) && described.equals(descriptor);
                return null;
            }
        };
        reader.accept(methods, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return found[0];
    }
}
