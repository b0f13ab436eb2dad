// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopThreadsTest {
    private final LoopThreads threads = new LoopThreads();

    /** A thread that only asks which loop it runs. */
    private static final class Asking extends Thread {
        private @Nullable LoopscopeThread answer;

        @Override
        public void run() {
            answer = LoopscopeProbes.current();
        }

        private @Nullable LoopscopeThread answer() throws InterruptedException {
            start();
            join();
            return answer;
        }
    }

    @AfterEach
    void watchNone() {
        LoopscopeProbes.publish(new LoopscopeThread[0]);
    }

    @Test
    void eachThreadFindsItselfWhicheverOthersShareItsSlot() throws InterruptedException {
        List<Asking> all = threadsOfOneSlot(4);
        List<LoopscopeThread> watched = new ArrayList<>();
        for (Asking thread : all.subList(0, 3)) {
            LoopscopeThread state = state(thread);
            watched.add(state);
            threads.add(state);
        }
        threads.remove(all.get(1));

        assertThat(all.get(0).answer()).isSameAs(watched.get(0));
        assertThat(all.get(1).answer()).isNull();
        assertThat(all.get(2).answer()).isSameAs(watched.get(2));
        assertThat(all.get(3).answer()).isNull();
    }

    @Test
    void nobodyIsFoundWhileSwitchedOff() throws InterruptedException {
        Asking whileOff = new Asking();
        Asking later = new Asking();
        threads.add(state(whileOff));
        threads.add(state(later));

        threads.watch(false);
        assertThat(whileOff.answer()).isNull();
        threads.watch(true);
        assertThat(later.answer()).isSameAs(threads.find(later)).isNotNull();
    }

    private static LoopscopeThread state(Thread thread) {
        return new LoopscopeThread(thread, "named", null, thread.getName(), false);
    }

    private static List<Asking> threadsOfOneSlot(int count) {
        List<Asking> found = new ArrayList<>();
        while (found.size() < count) {
            Asking thread = new Asking();
            if (found.isEmpty() || (found.get(0).getId() - thread.getId()) % 256 == 0) {
                found.add(thread);
            }
        }
        return found;
    }
}
