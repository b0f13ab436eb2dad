// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.lost;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A method that loses a failure, which is to be reported once. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Lost {
    /** What failed, as the finding calls it. */
    String value();

    /** The detector that finds it. */
    String by() default "exception-never-retrieved";

    /** The first JDK that has it. */
    int since() default 17;
}
