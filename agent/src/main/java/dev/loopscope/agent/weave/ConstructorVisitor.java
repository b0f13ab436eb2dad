// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Weaves a point that is an operation, or is told at entry, into a constructor: from behind the call of the superclass's constructor on, since
 * before it no handler may cover the code. A constructor that calls another of its class leaves the word to that one.
 */
final class ConstructorVisitor extends PointVisitor {
    private final String owner;
    /** Objects made but not yet initialised, the one under construction not counted. */
    private int uninitialized;

    private boolean isInitialized;

    ConstructorVisitor(MethodVisitor next, Point point, int number, int access, String descriptor) {
        super(next, point, number, access, descriptor);
        this.owner = point.owner();
    }

    @Override
    public void visitCode() {
        visitCodeOnly();
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        super.visitTypeInsn(opcode, type);
        if (opcode == Opcodes.NEW && !isInitialized) {
            uninitialized++;
        }
    }

    @Override
    public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
        super.visitMethodInsn(opcode, type, name, descriptor, isInterface);
        if (isInitialized || !name.equals("<init>") || uninitialized-- > 0) {
            return;
        }
        isInitialized = true;
        if (!type.equals(owner)) {
            begin();
        }
    }
}
