// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * How a task is made, where it is not to be made as usual. Any thread.
 *
 * <p>asyncio: the keyword arguments of {@code create_task}.
 *
 * @param name null for {@code Task-1} and so on
 * @param context what the task begins with, null for the context of the code that makes it
 * @param isEager whether it runs at once, up to where it first has to wait
 */
public record TaskOptions(@Nullable String name, @Nullable Context context, boolean isEager) {
    private static final TaskOptions NONE = new TaskOptions(null, null, false);

    /** Everything as usual. */
    public static TaskOptions none() {
        return NONE;
    }

    /** The same with a name. */
    public TaskOptions withName(String name) {
        return new TaskOptions(name, context, isEager);
    }

    /** The same with a context. */
    public TaskOptions withContext(Context context) {
        return new TaskOptions(name, context, isEager);
    }

    /** The same, to run at once. */
    public TaskOptions eagerly() {
        return new TaskOptions(name, context, true);
    }
}
