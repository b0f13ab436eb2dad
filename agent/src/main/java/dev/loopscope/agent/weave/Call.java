// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.util.List;

/**
 * A call of the bridge that a point inserts.
 *
 * @param name static method of {@code java.lang.LoopscopeProbes}
 * @param arguments what is passed, in order: {@link #THIS}, {@link #POINT}, {@link #OWNER}, {@link #RESULT}, {@link
 *     #THROWN}, a String constant, or the index of a parameter of the woven method
 */
public record Call(String name, String descriptor, List<Object> arguments) {
    public Call(String name, String descriptor, Object... arguments) {
        this(name, descriptor, List.of(arguments));
    }

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
}
