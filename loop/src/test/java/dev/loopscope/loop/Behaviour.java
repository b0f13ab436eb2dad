// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The numbered behaviours of asyncio that a test proves, each as {@code "45: sentence"}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Behaviour {
    String[] value();
}
