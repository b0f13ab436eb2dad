// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

/**
 * Takes frames written {@code com.acme.A.b(A.java:41)} apart, and drops from their names what the compiler or the JVM
 * numbers anew in every build or run. Any thread.
 */
public final class Frames {
    /** From here on a generated class's name is noise. */
    private static final String[] GENERATED = {
        "$$Lambda", "/0x", "$$EnhancerBy", "$$FastClassBy", "$$SpringCGLIB", "$ByteBuddy$", "$HibernateProxy$", "_$$_"
    };

    private Frames() {}

    /** {@code com.acme.A.b}: the frame without its file. */
    public static String place(String frame) {
        int open = frame.indexOf('(');
        return open < 0 ? frame : frame.substring(0, open);
    }

    /** {@code A.java:41}, or empty when the frame does not say. */
    public static String location(String frame) {
        int open = frame.indexOf('(');
        int close = frame.indexOf(')', open + 1);
        return open < 0 || close < 0 ? "" : frame.substring(open + 1, close);
    }

    /** {@code com.acme.A}, as in the frame. */
    public static String className(String frame) {
        String place = place(frame);
        int dot = place.lastIndexOf('.');
        return dot < 0 ? "" : place.substring(0, dot);
    }

    /** {@code b}, as in the frame. */
    public static String methodName(String frame) {
        String place = place(frame);
        return place.substring(place.lastIndexOf('.') + 1);
    }

    /** The class without generated parts: the same in every run. */
    public static String stableClassName(String frame) {
        String name = className(frame);
        for (int i = 0; i < GENERATED.length; i++) {
            int at = name.indexOf(GENERATED[i]);
            if (at > 0) {
                name = name.substring(0, at);
            }
        }
        int end = name.length();
        while (end > 0 && isDigit(name.charAt(end - 1))) {
            end--;
        }
        String unnumbered = name.substring(0, end);
        return unnumbered.endsWith("$Proxy") || unnumbered.endsWith("Accessor") ? unnumbered : name;
    }

    /** The method the source has: {@code load} for {@code lambda$load$3}, {@code <init>} for {@code lambda$new$0}. */
    public static String stableMethodName(String frame) {
        String name = methodName(frame);
        if (name.startsWith("lambda$")) {
            int end = name.lastIndexOf('$');
            name = end <= 7 ? name : name.substring(7, end);
            return name.equals("new") ? "<init>" : name.equals("static") ? "<clinit>" : name;
        }
        int kotlin = name.indexOf("$lambda");
        if (kotlin > 0) {
            return name.substring(0, kotlin);
        }
        return name.startsWith("access$") ? "access$" : name;
    }

    /** True for the frame of a lambda's own hidden class, which only some JVM flags show. */
    public static boolean isLambdaClass(String frame) {
        return className(frame).contains("$$Lambda");
    }

    /** True for a frame of the JDK. */
    public static boolean isJdk(String frame) {
        return frame.startsWith("java.")
                || frame.startsWith("jdk.")
                || frame.startsWith("sun.")
                || frame.startsWith("javax.")
                || frame.startsWith("com.sun.");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
