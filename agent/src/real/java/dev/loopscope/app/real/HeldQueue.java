// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import dev.loopscope.app.DelayingProvider;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What is posted to a loop that has no selector of the JDK's; it comes late where such a selector would be told to be. */
final class HeldQueue extends ConcurrentLinkedQueue<Runnable> {
    private static final long serialVersionUID = 1;

    @Override
    public Runnable poll() {
        DelayingProvider.hold();
        return super.poll();
    }
}
