// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * Weaves one point into one method.
 *
 * <p>What is inserted never branches, and the one handler it may add has a frame of its own (no locals, a Throwable on the
 * stack). So no other stack-map frame changes, nothing is computed, and no class is loaded to merge types.
 */
class PointVisitor extends MethodVisitor {
    private static final Object[] NOTHING = {};
    private static final Object[] A_THROWABLE = {"java/lang/Throwable"};
    /** The most slots a call pushes beside what is there: six arguments, or five of which one is a long, and spares. */
    private static final int STACK = 8;

    private final Point point;
    private final int number;
    private final boolean isStatic;
    private final String descriptor;
    private final Label start = new Label();
    private boolean hasBegun;

    PointVisitor(MethodVisitor next, Point point, int number, int access, String descriptor) {
        super(Opcodes.ASM9, next);
        this.point = point;
        this.number = number;
        this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
        this.descriptor = descriptor;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        begin();
    }

    /** As {@link MethodVisitor#visitCode}, and nothing is woven yet. */
    final void visitCodeOnly() {
        super.visitCode();
    }

    /** From here on it is woven; before the method's first instruction, unless a subclass knows better. */
    final void begin() {
        hasBegun = true;
        if (point.shape() == Point.Shape.AROUND) {
            if (hasHandler()) {
                super.visitLabel(start);
            }
            call(point.entry());
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN && isAround() && !isOfThrown(point.exit())) {
            call(point.exit());
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String fieldDescriptor) {
        super.visitFieldInsn(opcode, owner, name, fieldDescriptor);
        Call field = point.exit();
        if (point.shape() == Point.Shape.READS
                && opcode == Opcodes.GETFIELD
                && field != null
                && name.equals(field.name())
                && owner.equals(field.descriptor())) {
            super.visitInsn(Opcodes.DUP);
            call(point.entry());
        }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        if (hasHandler()) {
            Label end = new Label();
            super.visitLabel(end);
            super.visitTryCatchBlock(start, end, end, null);
            super.visitFrame(Opcodes.F_FULL, 0, NOTHING, 1, A_THROWABLE);
            callThrown(point.exit());
            super.visitInsn(Opcodes.ATHROW);
        }
        super.visitMaxs(maxStack + STACK, maxLocals);
    }

    private static boolean isOfThrown(@Nullable Call exit) {
        return exit != null && exit.arguments().contains(Call.THROWN);
    }

    private boolean isAround() {
        return hasBegun && point.shape() == Point.Shape.AROUND;
    }

    private boolean hasHandler() {
        return isAround() && point.always() && point.exit() != null;
    }

    private void call(@Nullable Call call) {
        if (call == null) {
            return;
        }
        for (Object argument : call.arguments()) {
            if (argument instanceof String constant) {
                super.visitLdcInsn(constant);
            } else if (argument.equals(Call.THIS)) {
                super.visitVarInsn(Opcodes.ALOAD, 0);
            } else if (argument.equals(Call.POINT)) {
                pushInt(number);
            } else if (argument.equals(Call.OWNER)) {
                super.visitLdcInsn(Type.getObjectType(point.owner()));
            } else if (argument.equals(Call.RESULT) || argument.equals(Call.THROWN)) {
                super.visitInsn(Opcodes.DUP);
            } else if (!argument.equals(Call.INSTEAD)) {
                pushParameter((Integer) argument);
            }
        }
        super.visitMethodInsn(Opcodes.INVOKESTATIC, call.probes(), call.name(), call.descriptor(), false);
    }

    /** An operation's end is told what ended it: a call that only complains of its arguments has blocked nobody. */
    private void callThrown(@Nullable Call exit) {
        if (exit != null && (exit.name().equals("exit") || exit.arguments().contains(Call.RESULT))) {
            super.visitInsn(Opcodes.DUP);
            pushInt(number);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, Call.PROBES, "exitThrown", "(Ljava/lang/Throwable;I)V", false);
        } else {
            call(exit);
        }
    }

    private void pushInt(int value) {
        if (value <= Byte.MAX_VALUE) {
            super.visitIntInsn(Opcodes.BIPUSH, value);
        } else {
            super.visitIntInsn(Opcodes.SIPUSH, value);
        }
    }

    private void pushParameter(int index) {
        Type[] parameters = Type.getArgumentTypes(descriptor);
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < index; i++) {
            slot += parameters[i].getSize();
        }
        super.visitVarInsn(parameters[index].getOpcode(Opcodes.ILOAD), slot);
    }

    /** Writes the method a {@link Point.Shape#REPLACE} point leaves instead of the body it found. */
    static void replace(MethodVisitor method, Point point, int number, int access, String descriptor) {
        PointVisitor body = new PointVisitor(method, point, number, access, descriptor);
        method.visitCode();
        body.call(point.entry());
        method.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
        int locals = Type.getArgumentsAndReturnSizes(descriptor) >> 2;
        method.visitMaxs(STACK, locals);
        method.visitEnd();
    }
}
