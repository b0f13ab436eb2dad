// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class SynchronizedLinesTest {
    private final Object monitor = new Object();
    private final ReentrantLock lock = new ReentrantLock();

    /** Whether a frame of this class, or of the map's, is in such a line now. */
    private static boolean isInside() {
        return Arrays.stream(Thread.currentThread().getStackTrace())
                .filter(frame -> List.of(SynchronizedLinesTest.class.getName(), ConcurrentHashMap.class.getName())
                        .contains(frame.getClassName()))
                .anyMatch(frame -> SynchronizedLines.of(
                                SynchronizedLinesTest.class.getClassLoader(), frame.getClassName())
                        .contains(SynchronizedLines.line(frame)));
    }

    private synchronized boolean inMethod() {
        return isInside();
    }

    private static synchronized boolean inStaticMethod() {
        return isInside();
    }

    @Test
    void blocksAndMethods() {
        assertThat(isInside()).isFalse();
        synchronized (monitor) {
            assertThat(isInside()).isTrue();
            synchronized (lock) {
                assertThat(isInside()).isTrue();
            }
            assertThat(isInside()).isTrue();
        }
        assertThat(isInside()).isFalse();
        assertThat(inMethod()).isTrue();
        assertThat(inStaticMethod()).isTrue();
    }

    @Test
    void whatTheyCall() {
        Runnable inside = () -> assertThat(isInside()).isTrue();
        synchronized (monitor) {
            List.of(inside).forEach(Runnable::run);
        }
    }

    @Test
    void withManyWaysOut() {
        assertThat(leaves(0)).isTrue();
        assertThat(leaves(1)).isTrue();
        assertThat(leaves(2)).isFalse();
    }

    private boolean leaves(int way) {
        for (int i = 0; ; i++) {
            synchronized (monitor) {
                try {
                    if (way == 0) {
                        return isInside();
                    }
                    if (way == 1 && i == 1) {
                        throw new IllegalStateException();
                    }
                    if (way == 2) {
                        break;
                    }
                } catch (IllegalStateException e) {
                    return isInside();
                } finally {
                    assertThat(isInside()).isTrue();
                }
            }
            assertThat(isInside()).isFalse();
        }
        return isInside();
    }

    @Test
    void notTheOnesOfOtherBlocks() {
        lock.lock();
        try {
            assertThat(isInside()).isFalse();
        } finally {
            assertThat(isInside()).isFalse();
            lock.unlock();
        }
    }

    @Test
    void theJdks() {
        assertThat(new ConcurrentHashMap<String, Boolean>().computeIfAbsent("key", key -> isInside()))
                .isTrue();
    }

    @Test
    void ofAClassThatIsNotThere() {
        assertThat(SynchronizedLines.of(null, "no.such.Type")).isEqualTo(Set.of());
    }
}
