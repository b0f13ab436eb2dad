// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that does one thing that blocks, and what is expected to be said of it: one finding, with this very method as its
 * frame.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Blocks {
    /** What something with a timeout, or somebody else to end it, takes at least; timers may fire a little early. */
    double LONG = 14;

    /** The operation's name in the finding; a {@code *} where JDKs differ. */
    String value();

    /** The library method between the operation and this one; empty for none, {@code *} where it depends on the moment. */
    String via() default "";

    /** What it takes at least, in milliseconds. */
    double millis() default 0;

    /** Whether it is usually over at once, and so said only from {@code blocking-min} on, except in {@code mode=all}. */
    boolean usuallyInstant() default false;

    /** The probe whose finding it is counted with, except in {@code mode=all}: one appender is one mistake; empty for none. */
    String countedWith() default "";

    /** The first JDK that has the operation. */
    int since() default 17;

    /** JDKs on which it is known to be missed; the table in {@code docs/} says why. */
    int[] missedOn() default {};

    /** Further methods of the JDK this stands for, {@code java.io.Reader.read(char[])}; the operation itself is meant anyway. */
    String[] covers() default {};
}
