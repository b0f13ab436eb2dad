// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.util.List;

/**
 * A call of the bridge that a point inserts.
 *
 * @param probes internal name of the bridge's class that is called
 * @param name static method of that class
 * @param arguments what is passed, in order: {@link #THIS}, {@link #POINT}, {@link #OWNER}, {@link #RESULT}, {@link
 *     #INSTEAD}, {@link #THROWN}, a String constant, or the index of a parameter of the woven method
 */
public record Call(String probes, String name, String descriptor, List<Object> arguments) {
    /** The receiver. */
    public static final Object THIS = -1;
    /** The point's number, an int. */
    public static final Object POINT = -2;
    /** The woven class, a Class. */
    public static final Object OWNER = -3;
    /** What the method is about to return; only before a normal return of a one-slot value. */
    public static final Object RESULT = -4;
    /** The throwable that leaves the method; the call is made only then. */
    public static final Object THROWN = -5;
    /** As {@link #RESULT}, and what the call returns is returned instead; only as the first argument, for it lies there already. */
    public static final Object INSTEAD = -6;

    static final String PROBES = "java/lang/LoopscopeProbes";
    private static final String FUTURE_PROBES = "java/lang/LoopscopeFutureProbes";
    private static final String MISTAKE_PROBES = "java/lang/LoopscopeMistakeProbes";

    /** A call of {@code java.lang.LoopscopeProbes}. */
    public Call(String name, String descriptor, Object... arguments) {
        this(PROBES, name, descriptor, List.of(arguments));
    }

    /** A call of {@code java.lang.LoopscopeFutureProbes}. */
    public static Call ofFutures(String name, String descriptor, Object... arguments) {
        return new Call(FUTURE_PROBES, name, descriptor, List.of(arguments));
    }

    /** A call of {@code java.lang.LoopscopeMistakeProbes}. */
    public static Call ofMistakes(String name, String descriptor, Object... arguments) {
        return new Call(MISTAKE_PROBES, name, descriptor, List.of(arguments));
    }
}
