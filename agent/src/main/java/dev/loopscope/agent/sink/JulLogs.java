// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import org.jspecify.annotations.Nullable;

/**
 * {@code log=jul}: java.util.logging once the application has used it, so that it can still say which log manager it wants; and
 * when there is no more waiting, as it is.
 */
final class JulLogs implements Logs {
    private volatile boolean isUsed;
    private @Nullable Log log;

    @Override
    public void add(Class<?> source) {
        isUsed = true;
    }

    @Override
    public void configuring() {}

    @Override
    public void configured() {}

    @Override
    public boolean isEmpty() {
        return !isUsed;
    }

    @Override
    public @Nullable Log open(boolean canWait) {
        if (log == null) {
            if (canWait && !isUsed) {
                return null;
            }
            log = new JulLog();
        }
        return log.isOpen() ? log : null;
    }
}
