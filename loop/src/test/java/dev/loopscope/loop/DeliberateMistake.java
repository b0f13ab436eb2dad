// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that does on purpose what an agent reports: it blocks in a task or callback, calls from a wrong thread, lets a callback
 * throw, leaves a failure unread, a task pending, a coroutine unstarted or a resource unclosed, or
 * swallows a cancellation. All other tests also run under the agent, which must
 * not find anything in them; so this belongs on the methods alone that make the mistake.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Tag("mistake")
public @interface DeliberateMistake {
    /** What it does wrong, {@code "sleeps in a task"}. */
    String value();
}
