// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

/** Deques that are empty or full. */
final class DequeProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.takeFirst", millis = Blocks.LONG)
    static void takeFirst() throws InterruptedException {
        LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>();
        Helper.onceIWait(() -> deque.add("x"));
        deque.takeFirst();
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.takeLast", millis = Blocks.LONG)
    static void takeLast() throws InterruptedException {
        LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>();
        Helper.onceIWait(() -> deque.add("x"));
        deque.takeLast();
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.pollFirst", millis = Blocks.LONG)
    static void pollFirst() throws InterruptedException {
        new LinkedBlockingDeque<String>().pollFirst(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.pollLast", millis = Blocks.LONG)
    static void pollLast() throws InterruptedException {
        new LinkedBlockingDeque<String>().pollLast(MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.putFirst", millis = Blocks.LONG)
    static void putFirst() throws InterruptedException {
        LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>(1);
        deque.add("x");
        Helper.onceIWait(deque::poll);
        deque.putFirst("y");
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.putLast", millis = Blocks.LONG)
    static void putLast() throws InterruptedException {
        LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>(1);
        deque.add("x");
        Helper.onceIWait(deque::poll);
        deque.putLast("y");
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.offerFirst", millis = Blocks.LONG)
    static void offerFirst() throws InterruptedException {
        LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>(1);
        deque.add("x");
        deque.offerFirst("y", MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks(value = "java.util.concurrent.LinkedBlockingDeque.offerLast", millis = Blocks.LONG)
    static void offerLast() throws InterruptedException {
        LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>(1);
        deque.add("x");
        deque.offerLast("y", MILLIS, TimeUnit.MILLISECONDS);
    }
}
