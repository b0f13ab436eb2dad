// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A method that only looks as if it blocked: nothing may be said of it, in any mode. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Silent {
    /** The first JDK that has it. */
    int since() default 17;

    /** Methods of the JDK this stands for, {@code java.util.concurrent.BlockingQueue.poll}. */
    String[] covers() default {};
}
