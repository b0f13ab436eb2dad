// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.util.List;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** Finds, in one class, the methods its points mean. */
final class ClassWeaver extends ClassVisitor {
    private final Points points;
    private final List<Integer> numbers;
    private final @Nullable Integer wanted;
    private @Nullable Object unknownVersion;

    ClassWeaver(ClassVisitor next, Points points, String owner, List<Integer> numbers) {
        super(Opcodes.ASM9, next);
        this.points = points;
        this.numbers = numbers;
        this.wanted = points.version(owner);
    }

    /** The class's version if it is not the one its points are for; then it was not woven. */
    @Nullable
    Object unknownVersion() {
        return unknownVersion;
    }

    /** Fields come before methods. */
    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        if (wanted != null && name.equals("VERSION") && !wanted.equals(value)) {
            unknownVersion = value == null ? "unknown" : value;
        }
        return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (unknownVersion != null) {
            return method;
        }
        if ((access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) != 0) {
            return method;
        }
        for (int number : numbers) {
            Point point = points.get(number);
            if (point.matches(name, descriptor)) {
                points.wove(number);
                if (point.shape() == Point.Shape.REPLACE) {
                    PointVisitor.replace(method, point, number, access, descriptor);
                    return null;
                }
                method = name.equals("<init>") && (point.kind() != null || point.entry() != null)
                        ? new ConstructorVisitor(method, point, number, access, descriptor)
                        : new PointVisitor(method, point, number, access, descriptor);
            }
        }
        return method;
    }
}
