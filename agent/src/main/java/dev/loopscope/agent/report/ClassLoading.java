// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import org.jspecify.annotations.Nullable;

/** Whether a frame belongs to finding, defining or initialising a class, or to linking a call the first time it is made. */
public final class ClassLoading implements StackView.FrameTest {
    private static final ClassLoading TEST = new ClassLoading();
    private static final String TRANSFORMER = "sun.instrument.TransformerManager";
    /** In a frame's text, behind the class. */
    private static final String INITIALIZES = ".<clinit>(";

    private static final StackView.FrameTest LOADER = new LoaderTest();
    private static final StackView.FrameTest INITIALIZER = new InitializerTest();

    private ClassLoading() {}

    /** Whether the application's frame is a static initialiser, or something under it loads classes. */
    public static boolean isUnderWay(StackView view) {
        return view.isInitializer() || isUnderWayWithin(view);
    }

    /** Whether something under the application's frame loads or initialises classes. */
    public static boolean isUnderWayWithin(StackView view) {
        return view.anyInner(TEST);
    }

    /**
     * Whether what takes long the first time is no line of the application's: classes are loaded or initialised, and not because
     * an initialiser of its own has much to do; or only libraries are on the stack.
     */
    public static boolean isNobodysMistake(StackView view, FrameRules rules) {
        return !view.hasUserFrame() || view.anyInner(TEST) || (isUnderWay(view) && !view.worksInInitializer(rules));
    }

    /** Whether a class loader is at work, though the application's own frame lies further in: the loader may be its own. */
    public static boolean isOnStack(StackView view) {
        return view.any(LOADER);
    }

    /**
     * As {@link #isUnderWay}, and what waits is the loading itself: no static initialiser comes between, though one may be
     * what needed the class.
     */
    public static boolean isAllThereIs(StackView view) {
        Nearest nearest = new Nearest();
        return view.anyInner(nearest) ? nearest.loads : isUnderWay(view) && !view.isInitializer();
    }

    /** As {@link #isAllThereIs}, whoever's the class loader is: an application may have one of its own. */
    public static boolean isAllThereIs(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isInitializer(frame)) {
                return false;
            }
            if (isLoader(frame) && frame.getMethodName().contains("Class")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a library sets up a class, with nobody's code but libraries' on the stack: nobody can have it otherwise. */
    public static boolean isOfLibrary(StackView view) {
        return !view.hasUserFrame() && view.any(INITIALIZER);
    }

    /** Whether a library sets up a class, nearer than any frame of the application's: that only happened to need it. */
    public static boolean isOfLibrary(StackTraceElement[] stack, FrameRules rules) {
        for (StackTraceElement frame : stack) {
            if (rules.isUser(frame) && !FrameRules.isAgent(frame)) {
                return false;
            }
            if (isInitializer(frame)) {
                return true;
            }
        }
        return false;
    }

    /** As the first, or it waits for a lock while the lock's owner does so, and both need that class; or for such an owner's class. */
    public static boolean isOfLibrary(StackView view, @Nullable Blocker blocker, FrameRules rules) {
        return isOfLibrary(view)
                || (blocker != null
                        && (isTransforming(blocker)
                                || (view.hasUserFrame() ? isSettingUpOthers(blocker, rules) : isSettingUp(blocker))));
    }

    /** What an agent takes for a class that loads, it takes from whoever initialises the one that needed it. */
    private static boolean isTransforming(Blocker blocker) {
        for (String frame : blocker.stack()) {
            if (frame.startsWith(TRANSFORMER)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSettingUp(Blocker blocker) {
        // A flight recorder takes note of each class of events when it loads, whether anything is recorded or not.
        boolean isFirstUse = blocker.lock().startsWith("jdk.jfr.internal.");
        for (String frame : blocker.stack()) {
            isFirstUse |= frame.contains(INITIALIZES)
                    || frame.startsWith("jdk.internal.loader.")
                    || frame.startsWith("jdk.jfr.internal.");
        }
        return isFirstUse;
    }

    /** Whether the lock is a class that its owner initialises, and no class of the application's. */
    private static boolean isSettingUpOthers(Blocker blocker, FrameRules rules) {
        boolean isInitializer = false;
        for (String frame : blocker.stack()) {
            int end = frame.indexOf(INITIALIZES);
            if (end >= 0) {
                String type = frame.substring(0, end);
                if (rules.isUser(new StackTraceElement(type, "<clinit>", null, -1))) {
                    return false;
                }
                isInitializer |= type.equals(blocker.lock());
            }
        }
        return isInitializer;
    }

    /** What is nearer to the operation, the loading of a class or an initialiser. */
    private static final class Nearest implements StackView.FrameTest {
        boolean loads;

        @Override
        public boolean test(StackTraceElement frame) {
            // The bundled loop tries out, when its first task is made, how tasks can run here.
            loads = (isLoader(frame) && frame.getMethodName().contains("Class"))
                    || isTransformer(frame)
                    || (isInitializer(frame) && frame.getClassName().startsWith("dev.loopscope.loop."));
            return loads || isInitializer(frame);
        }
    }

    private static final class LoaderTest implements StackView.FrameTest {
        @Override
        public boolean test(StackTraceElement frame) {
            return isLoader(frame) && frame.getMethodName().contains("Class");
        }
    }

    private static final class InitializerTest implements StackView.FrameTest {
        @Override
        public boolean test(StackTraceElement frame) {
            return isInitializer(frame);
        }
    }

    private static boolean isLoader(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("jdk.internal.loader.")
                || type.equals("java.lang.ClassLoader")
                || type.equals("java.net.URLClassLoader");
    }

    /** What agents do to a class that loads; the JVM calls it with no other frame where the JDK's own loader is at work. */
    static boolean isTransformer(StackTraceElement frame) {
        return frame.getClassName().equals(TRANSFORMER);
    }

    private static boolean isInitializer(StackTraceElement frame) {
        return "<clinit>".equals(frame.getMethodName());
    }

    @Override
    public boolean test(StackTraceElement frame) {
        String type = frame.getClassName();
        String method = frame.getMethodName();
        return isInitializer(frame)
                || isLoader(frame)
                || isTransformer(frame)
                || type.startsWith("java.util.ServiceLoader")
                || type.equals("java.lang.invoke.MethodHandleNatives")
                || type.equals("java.lang.invoke.LambdaMetafactory")
                || type.equals("java.lang.invoke.StringConcatFactory")
                || (type.equals("java.lang.Class") && method.startsWith("forName"));
    }
}
