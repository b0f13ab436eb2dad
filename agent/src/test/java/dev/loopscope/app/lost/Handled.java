// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A method that only looks as if it lost a failure: nothing may be said of it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Handled {
    /** The first JDK that has it. */
    int since() default 17;
}
