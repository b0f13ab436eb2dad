// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

/** What a subclass of Thread says by its simple name, which a class file says differently. */
final class SubclassProbes extends Thread {
    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepInherited() throws InterruptedException {
        sleep(ThreadProbes.MILLIS);
    }

    @Blocks(value = "java.lang.Thread.sleep", millis = Blocks.LONG)
    static void sleepInheritedByReference() throws InterruptedException {
        ThreadProbes.Sleep sleep = SubclassProbes::sleep;
        sleep.sleep(ThreadProbes.MILLIS);
    }
}
