// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.detector.Identity;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Pending futures that have lost a race: whoever ran them against others has an answer. Any thread. */
final class Outrun {
    /** At once; a guess. Of what is beyond nothing is known. */
    private static final int MOST = 4096;

    private final Set<Identity<Object>> futures = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    void add(Object future) {
        if (futures.size() < MOST && !contains(future)) {
            futures.add(new Identity<>(future, collected));
        }
    }

    boolean contains(Object future) {
        return !futures.isEmpty() && futures.contains(new Identity<>(future, null));
    }

    /** Reporter's thread: forgets what is gone. */
    void expunge() {
        for (Reference<?> key = collected.poll(); key != null; key = collected.poll()) {
            futures.remove(key);
        }
    }
}
