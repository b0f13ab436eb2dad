// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.lang.invoke.LambdaMetafactory;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Redirects a class's calls of {@code Thread.sleep(long)}, {@code Thread.yield()} and {@code Object.wait(long)}, and method
 * references to them, to {@code java.lang.LoopscopeCalls}. Only for JDKs before 19, where all are native and cannot be woven.
 */
final class CallSiteWeaver extends ClassVisitor {
    private static final String CALLS = "java/lang/LoopscopeCalls";
    private static final String WAIT = "(Ljava/lang/Object;J)V";
    private static final int METHOD_REFERENCE = 10;
    /** Where {@code LambdaMetafactory.altMetafactory} has its flags among the static arguments. */
    private static final int FLAGS = 3;

    private final Hierarchy hierarchy;

    private CallSiteWeaver(ClassVisitor next, Hierarchy hierarchy) {
        super(Opcodes.ASM9, next);
        this.hierarchy = hierarchy;
    }

    /** @param loader where the class's superclasses are found */
    static CallSiteWeaver of(ClassReader reader, @Nullable ClassLoader loader, ClassVisitor next) {
        return new CallSiteWeaver(next, new Hierarchy(reader, loader));
    }

    /** Whether the class's constant pool names such a call at all; most do not, and are left as they are. */
    static boolean concerns(ClassReader reader) {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int item = 1; item < reader.getItemCount(); item++) {
            int offset = reader.getItem(item);
            if (offset == 0 || reader.readByte(offset - 1) != METHOD_REFERENCE) {
                continue;
            }
            int nameAndType = reader.getItem(reader.readUnsignedShort(offset + 2));
            String name = reader.readUTF8(nameAndType, buffer);
            if (isNative(name, reader.readUTF8(nameAndType + 2, buffer))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNative(String name, String descriptor) {
        return switch (name) {
            case "sleep", "wait" -> descriptor.equals("(J)V");
            case "yield" -> descriptor.equals("()V");
            default -> false;
        };
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        return method == null ? null : new Calls(method);
    }

    /** A subclass of Thread, however far down, names itself when it calls {@code sleep} without a qualifier. */
    private boolean isOfThread(String owner, String name, String descriptor) {
        return !name.equals("wait")
                && isNative(name, descriptor)
                && hierarchy.declares("java/lang/Thread", owner, name, descriptor);
    }

    private final class Calls extends MethodVisitor {
        Calls(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (opcode == Opcodes.INVOKESTATIC && isOfThread(owner, name, descriptor)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, CALLS, name, descriptor, false);
            } else if ((opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKESPECIAL)
                    && "wait".equals(name)
                    && "(J)V".equals(descriptor)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, CALLS, "wait", WAIT, false);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (isSerializable(bootstrap, arguments)) {
                // Its serial form names the method it refers to, which other JVMs, and this class itself, compare.
                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
                return;
            }
            Object[] redirected = arguments.clone();
            for (int i = 0; i < redirected.length; i++) {
                if (redirected[i] instanceof Handle handle) {
                    redirected[i] = redirected(handle, descriptor);
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, redirected);
        }

        private Handle redirected(Handle handle, String descriptor) {
            String name = handle.getName();
            if (handle.getTag() == Opcodes.H_INVOKESTATIC && isOfThread(handle.getOwner(), name, handle.getDesc())) {
                return new Handle(Opcodes.H_INVOKESTATIC, CALLS, name, handle.getDesc(), false);
            }
            if (handle.getTag() == Opcodes.H_INVOKEVIRTUAL
                    && name.equals("wait")
                    && isNative(name, handle.getDesc())
                    && takesAnyObject(descriptor)) {
                return new Handle(Opcodes.H_INVOKESTATIC, CALLS, name, WAIT, false);
            }
            return handle;
        }

        /** What a reference is bound to must be of the very type the method takes; unbound, any that fits will do. */
        private static boolean takesAnyObject(String descriptor) {
            return descriptor.startsWith("()") || descriptor.startsWith("(Ljava/lang/Object;)");
        }

        private static boolean isSerializable(Handle bootstrap, Object[] arguments) {
            return bootstrap.getName().equals("altMetafactory")
                    && arguments.length > FLAGS
                    && arguments[FLAGS] instanceof Integer flags
                    && (flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
        }
    }
}
