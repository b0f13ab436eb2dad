// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

/** A grandchild of Thread, and one whose parent hides {@code sleep}. */
final class DescendantProbes extends SleepProbes.Child {
    static class Hiding extends Thread {
        static int calls;

        public static void sleep(long millis) {
            calls += (int) millis;
        }
    }

    static final class Hidden extends Hiding {
        static void call() {
            sleep(1);
            Hidden.sleep(1);
        }
    }

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepInherited() throws InterruptedException {
        sleep(ThreadProbes.MILLIS);
    }

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepInheritedByReference() throws InterruptedException {
        ThreadProbes.Sleep sleep = DescendantProbes::sleep;
        sleep.sleep(ThreadProbes.MILLIS);
    }

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepOfAnother() throws InterruptedException {
        SubclassProbes.sleep(ThreadProbes.MILLIS);
    }

    @Silent
    static void sleepHidden() {
        Hidden.call();
        Hidden.sleep(1);
    }

    @Blocks(value = "java.lang.Thread.yield", usuallyInstant = true)
    static void yieldInherited() {
        DescendantProbes.yield();
    }
}
