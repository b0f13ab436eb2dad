// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

/** Whether a frame belongs to finding, defining or initialising a class, or to linking a call the first time it is made. */
public final class ClassLoading implements StackView.FrameTest {
    private static final ClassLoading TEST = new ClassLoading();

    private ClassLoading() {}

    /** Whether the application's frame is a static initialiser, or something under it loads classes. */
    public static boolean isUnderWay(StackView view) {
        return view.isInitializer() || view.anyInner(TEST);
    }

    /** As {@link #isUnderWay}, and nobody's static initialiser has a part in it: what waits there is the JDK's own. */
    public static boolean isAllThereIs(StackView view) {
        return isUnderWay(view) && !view.isInitializer() && !view.anyInner(ClassLoading::isInitializer);
    }

    private static boolean isInitializer(StackTraceElement frame) {
        return "<clinit>".equals(frame.getMethodName());
    }

    @Override
    public boolean test(StackTraceElement frame) {
        String type = frame.getClassName();
        String method = frame.getMethodName();
        return isInitializer(frame)
                || type.startsWith("jdk.internal.loader.")
                || type.equals("java.lang.ClassLoader")
                || type.equals("java.net.URLClassLoader")
                || type.startsWith("java.util.ServiceLoader")
                || type.equals("java.lang.invoke.MethodHandleNatives")
                || type.equals("java.lang.invoke.LambdaMetafactory")
                || type.equals("java.lang.invoke.StringConcatFactory")
                || (type.equals("java.lang.Class") && method.startsWith("forName"));
    }
}
