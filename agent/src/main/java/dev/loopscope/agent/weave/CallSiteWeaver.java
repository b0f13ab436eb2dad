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
 * Redirects an application class's calls of {@code Thread.sleep(long)} and {@code Object.wait(long)}, and method references
 * to them, to {@code java.lang.LoopscopeCalls}. Only for JDKs before 19, where both are native and cannot be woven.
 */
final class CallSiteWeaver extends ClassVisitor {
    private static final String CALLS = "java/lang/LoopscopeCalls";
    private static final int METHOD_REFERENCE = 10;
    /** Where {@code LambdaMetafactory.altMetafactory} has its flags among the static arguments. */
    private static final int FLAGS = 3;

    private String self = "";
    private String superclass = "";
    private final boolean hasOwnSleep;

    private CallSiteWeaver(ClassVisitor next, boolean hasOwnSleep) {
        super(Opcodes.ASM9, next);
        this.hasOwnSleep = hasOwnSleep;
    }

    static CallSiteWeaver of(ClassReader reader, ClassVisitor next) {
        OwnSleep own = new OwnSleep();
        if ("java/lang/Thread".equals(reader.getSuperName())) {
            reader.accept(own, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }
        return new CallSiteWeaver(next, own.isDeclared);
    }

    /** Whether a subclass of Thread hides {@code sleep} by its own. */
    private static final class OwnSleep extends ClassVisitor {
        boolean isDeclared;

        OwnSleep() {
            super(Opcodes.ASM9);
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            isDeclared |= "sleep".equals(name) && "(J)V".equals(descriptor);
            return null;
        }
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
            if (("sleep".equals(name) || "wait".equals(name))
                    && "(J)V".equals(reader.readUTF8(nameAndType + 2, buffer))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        self = name;
        superclass = superName == null ? "" : superName;
        super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        return method == null ? null : new Calls(method);
    }

    private boolean isSleep(String owner, String name, String descriptor) {
        // A subclass of Thread names itself when it calls sleep() without a qualifier.
        return "sleep".equals(name)
                && "(J)V".equals(descriptor)
                && (owner.equals("java/lang/Thread")
                        || (!hasOwnSleep && owner.equals(self) && superclass.equals("java/lang/Thread")));
    }

    private final class Calls extends MethodVisitor {
        Calls(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (opcode == Opcodes.INVOKESTATIC && isSleep(owner, name, descriptor)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, CALLS, "sleep", "(J)V", false);
            } else if ((opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKESPECIAL)
                    && "wait".equals(name)
                    && "(J)V".equals(descriptor)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, CALLS, "wait", "(Ljava/lang/Object;J)V", false);
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
                if (redirected[i] instanceof Handle handle
                        && handle.getTag() == Opcodes.H_INVOKESTATIC
                        && isSleep(handle.getOwner(), handle.getName(), handle.getDesc())) {
                    redirected[i] = new Handle(Opcodes.H_INVOKESTATIC, CALLS, "sleep", "(J)V", false);
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, redirected);
        }

        private static boolean isSerializable(Handle bootstrap, Object[] arguments) {
            return bootstrap.getName().equals("altMetafactory")
                    && arguments.length > FLAGS
                    && arguments[FLAGS] instanceof Integer flags
                    && (flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
        }
    }
}
