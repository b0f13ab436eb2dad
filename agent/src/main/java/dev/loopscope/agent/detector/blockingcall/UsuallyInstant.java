// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.blockingcall;

import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.StackView;

/**
 * Operations that are worth a word only when they took long, told by their stacks: waits for a lock, and whatever class
 * loading, static initialisers and the JDK's lazy set-up read.
 */
public final class UsuallyInstant implements StackView.FrameTest {
    private static final UsuallyInstant SET_UP = new UsuallyInstant();

    private UsuallyInstant() {}

    /** Whether an operation of that name, entered with that stack, is one. */
    public static boolean is(StackView view, String operation, OperationKind kind) {
        return (view.isInitializer() && isReading(kind)) || isAnywhere(view, operation);
    }

    /** As {@link #is}, or it happens while a class is initialised: an exception there would take the class away for good. */
    public static boolean isOrInitializes(StackView view, String operation) {
        return view.isInitializer() || isAnywhere(view, operation);
    }

    private static boolean isAnywhere(StackView view, String operation) {
        return isLock(operation)
                || isLibraryOfTheJdk(view, operation)
                || ClassLoading.isUnderWayWithin(view)
                || view.anyInner(SET_UP)
                || (view.anyInner(UsuallyInstant::isOfFonts) && !operation.startsWith("java.awt.Font.createFont"));
    }

    /** Who sleeps, waits for others or asks somebody in a static initialiser does more than to set up a class. */
    private static boolean isReading(OperationKind kind) {
        return kind == OperationKind.FILE || kind == OperationKind.JVM;
    }

    @Override
    public boolean test(StackTraceElement frame) {
        return isLock(frame.getClassName()) || isSetUp(frame.getClassName(), frame.getMethodName());
    }

    /** Also inside a queue or a channel that is guarded by one. Waits for a condition have no such frame. */
    private static boolean isLock(String type) {
        return type.startsWith("java.util.concurrent.locks.ReentrantLock")
                || type.startsWith("java.util.concurrent.locks.ReentrantReadWriteLock$")
                || type.startsWith("java.util.concurrent.locks.StampedLock")
                // Its trees of colliding keys have a lock of their own kind.
                || type.startsWith("java.util.concurrent.ConcurrentHashMap");
    }

    /** Key stores and certificates, from wherever the user has them. */
    private static boolean readsForTheUser(String type) {
        return type.startsWith("sun.security.provider.JavaKeyStore")
                || type.startsWith("sun.security.provider.X509Factory");
    }

    private static boolean isSetUp(String type, String method) {
        return isPoolsOwn(type, method)
                || type.startsWith("java.security.SecureRandom")
                || (type.startsWith("sun.security.provider.") && !readsForTheUser(type))
                || type.startsWith("java.util.ResourceBundle")
                || type.startsWith("java.util.TimeZone")
                || type.startsWith("sun.util.calendar.")
                || type.startsWith("com.sun.naming.internal.")
                || type.startsWith("sun.security.ssl.TrustStoreManager")
                || (type.equals("java.util.prefs.FileSystemPreferences") && method.startsWith("setup"))
                // Files of the kernel's, in which containers are told what they may use.
                || type.startsWith("jdk.internal.platform.")
                || type.equals("java.lang.management.ManagementFactory")
                || type.equals("jdk.xml.internal.JdkXmlConfig")
                || type.equals("jdk.xml.internal.SecuritySupport")
                || (type.startsWith("javax.xml.") && type.endsWith(".FactoryFinder"))
                || isLook(type, method)
                || isLazyLogging(type, method);
    }

    /** A fork-join pool's lock of its own state, which it spins and then parks for when it is asked to do something. */
    private static boolean isPoolsOwn(String type, String method) {
        return type.equals("java.util.concurrent.ForkJoinPool")
                && (method.equals("spinLockRunState") || method.equals("startDelayScheduler"));
    }

    /** How components look, which the first one asks for, and icons and the like, which the first one shows. */
    private static boolean isLook(String type, String method) {
        return (type.equals("javax.swing.UIManager")
                        && (method.equals("maybeInitialize") || method.equals("initialize")))
                || (type.equals("javax.swing.UIDefaults") && method.equals("getFromHashtable"));
    }

    /** Fonts are read when a character of theirs is first measured or painted. */
    private static boolean isOfFonts(StackTraceElement frame) {
        return frame.getClassName().startsWith("sun.font.")
                || (frame.getClassName().startsWith("sun.awt.")
                        && frame.getClassName().endsWith("FontConfiguration"));
    }

    /** A native library that the application's call of something else needed. */
    private static boolean isLibraryOfTheJdk(StackView view, String operation) {
        return !operation.startsWith("java.lang.System.load")
                && !operation.startsWith("java.lang.Runtime.load")
                && view.anyInner(UsuallyInstant::isLoadingLibrary);
    }

    private static boolean isLoadingLibrary(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().startsWith("load");
    }

    /** Reading how to log, and making the handlers, with the first logger; not when an application asks for it. */
    private static boolean isLazyLogging(String type, String method) {
        return type.equals("java.util.logging.LogManager")
                && (method.equals("ensureLogManagerInitialized") || method.equals("initializeGlobalHandlers"));
    }
}
