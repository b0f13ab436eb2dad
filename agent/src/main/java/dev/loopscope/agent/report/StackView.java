// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack as a finding shows it: the agent's frames removed, and known which frame is the user's, which JDK method was called
 * and which library lies between.
 */
public final class StackView {
    /** The operation whose name is no method's. */
    public static final String SYNCHRONIZED = "synchronized";

    /** How many frames a record carries. */
    private static final int FRAMES = 64;
    /** Stands for native methods of JDKs before 19. */
    private static final String REDIRECTED = "java.lang.LoopscopeCalls";
    /** What {@link StackTraceElement} takes for the line number of a native method. */
    private static final int NATIVE = -2;

    private final List<StackTraceElement> frames;
    private final int user;
    private final boolean isUser;
    private final int jdkFrames;
    private final @Nullable String named;
    private final boolean isOwn;
    private final int role;
    private final @Nullable String roleName;
    private final @Nullable String handler;

    private StackView(
            List<StackTraceElement> frames,
            int user,
            boolean isUser,
            int jdkFrames,
            @Nullable String named,
            boolean isOwn,
            int role,
            @Nullable String roleName,
            @Nullable String handler) {
        this.frames = frames;
        this.user = user;
        this.isUser = isUser;
        this.jdkFrames = jdkFrames;
        this.named = named;
        this.isOwn = isOwn;
        this.role = role;
        this.roleName = roleName;
        this.handler = handler;
    }

    public static StackView of(StackTraceElement[] stack, FrameRules rules) {
        return of(stack, rules, null);
    }

    /**
     * As {@link #of(StackTraceElement[], FrameRules)}, of an operation that may have a name of its own.
     *
     * @param named the operation's name, empty for that of the innermost frame; then the innermost frame is itself what was called, whoever it belongs to
     */
    public static StackView of(StackTraceElement[] stack, FrameRules rules, @Nullable String named) {
        List<StackTraceElement> frames = visible(stack);
        int called = named == null ? 0 : Math.min(1, frames.size());
        int jdk = called;
        while (jdk < frames.size() && rules.isJdk(frames.get(jdk))) {
            jdk++;
        }
        int user = userFrame(frames, rules, Math.max(called, afterTransformers(frames)));
        boolean isOwn = "".equals(named) && called == user && !rules.isJdk(frames.get(0));
        int role = role(frames, rules, jdk, user);
        return new StackView(
                frames,
                user,
                user >= 0 && rules.isUser(frames.get(user)),
                jdk,
                named,
                isOwn,
                role,
                role < 0 ? null : rules.roleOf(frames.get(role)),
                handler(frames, rules));
    }

    private static @Nullable String handler(List<StackTraceElement> frames, FrameRules rules) {
        StackTraceElement outermost = null;
        boolean isInLibrary = false;
        for (int i = frames.size() - 1; i >= 0; i--) {
            StackTraceElement frame = frames.get(i);
            if (!rules.isUser(frame)) {
                if (!isInLibrary && !rules.isJdk(frame)) {
                    isInLibrary = true;
                    outermost = null;
                }
            } else if (outermost == null) {
                outermost = frame;
            }
        }
        if (outermost == null) {
            return null;
        }
        return outermost.getClassName() + (outermost.getMethodName().startsWith("lambda$") ? " lambda" : "");
    }

    /** The outermost one counts, as of all operations. */
    private static int role(List<StackTraceElement> frames, FrameRules rules, int jdk, int user) {
        for (int i = user - 1; i >= jdk; i--) {
            if (rules.roleOf(frames.get(i)) != null) {
                return i;
            }
        }
        return -1;
    }

    /** Without the agent's frames and those of hidden classes, whose names differ from run to run. */
    private static List<StackTraceElement> visible(StackTraceElement[] stack) {
        List<StackTraceElement> frames = new ArrayList<>(stack.length);
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(REDIRECTED)) {
                if (frames.isEmpty() || !frames.get(frames.size() - 1).isNativeMethod()) {
                    frames.add(redirected(frame));
                }
            } else if (!FrameRules.isAgent(frame) && !frame.getClassName().contains("$$Lambda")) {
                frames.add(frame);
            }
        }
        return frames;
    }

    /** Another thread's stack, so many frames of it, innermost first. */
    public static List<String> texts(StackTraceElement[] stack, int most) {
        List<StackTraceElement> frames = visible(stack);
        return texts(frames.subList(0, Math.min(most, frames.size())));
    }

    private static List<String> texts(List<StackTraceElement> frames) {
        List<String> texts = new ArrayList<>(frames.size());
        for (StackTraceElement frame : frames) {
            texts.add(text(frame));
        }
        return texts;
    }

    /** The native method whose call was redirected, as if the call had gone there. */
    private static StackTraceElement redirected(StackTraceElement frame) {
        String type = frame.getMethodName().equals("wait") ? "java.lang.Object" : "java.lang.Thread";
        return new StackTraceElement(null, "java.base", null, type, frame.getMethodName(), null, NATIVE);
    }

    /** Who rewrites classes as they load is never the user: the application's own line needed the class. */
    private static int afterTransformers(List<StackTraceElement> frames) {
        int after = frames.size();
        while (after > 0 && !ClassLoading.isTransformer(frames.get(after - 1))) {
            after--;
        }
        return after;
    }

    private static int userFrame(List<StackTraceElement> frames, FrameRules rules, int start) {
        int notJdk = -1;
        for (int i = start; i < frames.size(); i++) {
            StackTraceElement frame = frames.get(i);
            if (rules.isUser(frame)) {
                return i;
            }
            if (notJdk < 0 && !rules.isJdk(frame)) {
                notJdk = i;
            }
        }
        return notJdk;
    }

    /** The user's frame, or null when every frame is the JDK's. */
    public @Nullable String frame() {
        return user < 0 ? null : text(frames.get(user));
    }

    /** Whether some frame is the application's, not merely the first that is not the JDK's. */
    public boolean hasUserFrame() {
        return isUser;
    }

    /** Up to 64 frames, innermost first. */
    public List<String> texts() {
        if (user < FRAMES) {
            return texts(frames.subList(0, Math.min(FRAMES, frames.size())));
        }
        List<StackTraceElement> ends = new ArrayList<>(frames.subList(0, FRAMES / 2));
        ends.addAll(frames.subList(user, Math.min(user + FRAMES / 2, frames.size())));
        return texts(ends);
    }

    /** The frames from the user's own outwards that are the application's; what a fingerprint is made of. */
    public List<String> applicationFrames(FrameRules rules) {
        List<String> application = new ArrayList<>();
        for (int i = Math.max(0, user); i < frames.size(); i++) {
            if (i == user || rules.isUser(frames.get(i))) {
                application.add(text(frames.get(i)));
            }
        }
        return application;
    }

    /**
     * The JDK method the innermost code outside the JDK has called, {@code java.lang.Thread.sleep}; null when no JDK frame
     * lies there. Frames of reflection and method handles are the way there, not the method. An operation with a name of its
     * own goes by that, unless {@code java.sql} itself has called it for somebody. Above either goes a method of an interface
     * of the JDK's that somebody else implements: of {@code ResultSet.next} the driver's socket is a detail.
     */
    public @Nullable String operation() {
        if (named != null && named.isEmpty()) {
            return publicName(frames.get(0));
        }
        if (roleName != null) {
            return roleName;
        }
        if (named != null) {
            int outermost = jdkFrames - 1;
            while (outermost > 0 && !isDatabase(frames.get(outermost))) {
                outermost--;
            }
            return outermost <= 0 ? named : publicName(frames.get(outermost));
        }
        int called = calledIndex();
        if (called < 0) {
            return null;
        }
        return publicName(frames.get(called));
    }

    /**
     * As {@link #operation}, of a thread that waits for a monitor: the JDK's method that has it, as {@code Vector.add}, or
     * {@code synchronized} where the code's own line has.
     */
    public String monitorOperation() {
        String called = operation();
        return called == null ? SYNCHRONIZED : called;
    }

    /** DriverManager, and the row sets that come with the JDK. */
    private static boolean isDatabase(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.sql.") || type.startsWith("javax.sql.") || type.startsWith("com.sun.rowset.");
    }

    private static String publicName(StackTraceElement frame) {
        return PublicNames.of(frame.getClassName(), frame.getMethodName());
    }

    private int calledIndex() {
        if (role >= 0) {
            return role;
        }
        int called = jdkFrames - 1;
        while (called > 0 && isReflection(frames.get(called))) {
            called--;
        }
        return called;
    }

    /**
     * Where the operation waited, when it is a collection's or a stream's and only calls what waits, {@code java.net.URL.hashCode}
     * under {@code HashMap.put}; else null.
     */
    public @Nullable String within() {
        int called = calledIndex();
        if (named != null || role >= 0 || called < 0 || !isContainer(frames.get(called))) {
            return null;
        }
        int inner = called;
        while (inner >= 0 && (isContainer(frames.get(inner)) || isReflection(frames.get(inner)))) {
            inner--;
        }
        return inner < 0 ? null : publicName(frames.get(inner));
    }

    private static boolean isContainer(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.util.stream.")
                || type.equals("java.lang.Iterable")
                || (type.startsWith("java.util.") && type.indexOf('.', "java.util.".length()) < 0);
    }

    /** From what waited to the {@link #operation}, innermost first, with lines: which step of the operation this was. */
    public List<StackTraceElement> step() {
        return List.copyOf(frames.subList(0, calledIndex() + 1));
    }

    /** The library method nearest the operation, when that is not the user's frame. */
    public @Nullable String via() {
        return jdkFrames < frames.size() && jdkFrames < user ? name(frames.get(jdkFrames)) : null;
    }

    /**
     * The library method the user's frame has called, when one lies between it and the operation, or is the operation; null
     * when that method is an interface's of the JDK, by whose name it goes.
     */
    public @Nullable String called() {
        if (role >= 0 && role == user - 1) {
            return null;
        }
        return user > jdkFrames || isOwn ? name(frames.get(user - 1)) : null;
    }

    /**
     * The class of the application's code that the loop has called: its outermost frame on this stack, inside the library that
     * runs the loop where one does, since a thread may have been wrapped. Null when there is none.
     */
    public @Nullable String handler() {
        return handler;
    }

    /** The appender of a log that waits here; null when it is something else. */
    public @Nullable LogAppender appender(FrameRules rules) {
        return LogAppender.of(frames, rules);
    }

    /** Whether any frame nearer than the user's satisfies the rule; any frame at all where none is the user's. */
    public boolean anyInner(FrameTest test) {
        int end = isUser ? user : frames.size();
        for (int i = 0; i < end; i++) {
            if (test.test(frames.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether any frame satisfies the rule. */
    public boolean any(FrameTest test) {
        for (StackTraceElement frame : frames) {
            if (test.test(frame)) {
                return true;
            }
        }
        return false;
    }

    /** Asks something of a frame. */
    public interface FrameTest {
        boolean test(StackTraceElement frame);
    }

    /** Whether the user's frame is a static initialiser. */
    public boolean isInitializer() {
        return user >= 0 && "<clinit>".equals(frames.get(user).getMethodName());
    }

    /** Whether the user's frame is in a static initialiser of theirs, with nobody else's code in between. */
    public boolean isInInitializer(FrameRules rules) {
        for (int i = Math.max(0, user); i < frames.size() && rules.isUser(frames.get(i)); i++) {
            if ("<clinit>".equals(frames.get(i).getMethodName())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether an initialiser of the user's is at work itself, or the JDK for it, and no library: a line of theirs can change
     * that, as of any other method.
     */
    public boolean worksInInitializer(FrameRules rules) {
        return isUser && jdkFrames == user && isInInitializer(rules);
    }

    private static boolean isReflection(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.lang.reflect.")
                || type.startsWith("jdk.internal.reflect.")
                || type.startsWith("java.lang.invoke.");
    }

    private static String name(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    /** {@code Thread.sleep} of {@code java.lang.Thread.sleep}. */
    public static String shortName(String method) {
        int dot = method.lastIndexOf('.', method.lastIndexOf('.') - 1);
        return method.substring(dot + 1);
    }

    /** {@code com.acme.A.b(A.java:41)}. */
    public static String text(StackTraceElement frame) {
        StringBuilder text = new StringBuilder(80)
                .append(frame.getClassName())
                .append('.')
                .append(frame.getMethodName())
                .append('(');
        if (frame.isNativeMethod()) {
            text.append("Native Method");
        } else if (frame.getFileName() == null) {
            text.append("Unknown Source");
        } else {
            text.append(frame.getFileName());
            if (frame.getLineNumber() >= 0) {
                text.append(':').append(frame.getLineNumber());
            }
        }
        return text.append(')').toString();
    }
}
