// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.util.HashMap;
import java.util.Map;

/**
 * Shows {@code blocking-call} for memory that is to be freed at once: all of the heap is looked through while the loop waits.
 * To let go of what is not needed is enough; when to collect it is the JVM's business, and no loop is to blame for that.
 */
public final class CollectingGarbage implements Scenario {
    private final Map<Integer, byte[]> pages = new HashMap<>();

    @Override
    public String name() {
        return "collecting-garbage";
    }

    @Override
    public String summary() {
        return "a callback has the garbage collected at once";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback empties a cache and calls System.gc", loop -> {
            fill();
            loop.callSoon(this::empty);
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("it empties the cache, and that is all", loop -> {
            fill();
            loop.callSoon(pages::clear);
            loop.callSoon(loop::stop);
            loop.runForever();
            Expect.equal(true, pages.isEmpty());
        });
    }

    private void empty() {
        pages.clear();
        System.gc();
    }

    private void fill() {
        for (int i = 0; i < 1_000; i++) {
            pages.put(i, new byte[1_000]);
        }
    }
}
