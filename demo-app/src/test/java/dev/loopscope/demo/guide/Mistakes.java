// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.guide;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import java.time.Duration;

/** The program of docs/getting-started.md that the agent is attached to. */
public final class Mistakes {
    private Mistakes() {}

    // [mistakes]
    public static void main(String[] args) {
        EventLoop.run(Coroutine.ofVoid(() -> {
            save("Ann"); // The await is missing.
            Thread.sleep(50); // And this blocks the loop.
        }));
    }

    static Coroutine<Void> save(String name) {
        return Coroutine.ofVoid(() -> {
            Async.sleep(Duration.ofMillis(10)).await();
            System.out.println(name + " is saved");
        });
    }
    // [mistakes]
}
