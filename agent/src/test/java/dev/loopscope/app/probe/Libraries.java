// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Folders of child libraries that a family of probes needs; it is compiled without them. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Libraries {
    String[] value();
}
