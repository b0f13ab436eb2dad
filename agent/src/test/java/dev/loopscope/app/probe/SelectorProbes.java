// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/** Selectors of the application's own, inside a callback. */
final class SelectorProbes {
    private static final int MILLIS = ThreadProbes.MILLIS;
    /** Beyond half of what makes a callback slow: it may be what explains it. */
    private static final int LONG_MILLIS = 60;

    private static final String SELECT = "java.nio.channels.Selector.select";

    private final Selector idle = Selector.open();
    private final Selector closed = Selector.open();
    private final Selector ready = Selector.open();
    private final Pipe pipe = Pipe.open();

    SelectorProbes() throws IOException {
        closed.close();
        pipe.source().configureBlocking(false);
        pipe.source().register(ready, SelectionKey.OP_READ);
        pipe.sink().write(ByteBuffer.allocate(1));
    }

    private static void see(SelectionKey key) {
        key.interestOps(key.readyOps());
    }

    @Blocks(value = SELECT, millis = Blocks.LONG)
    void forAWhile() throws IOException {
        idle.select(MILLIS);
    }

    @Blocks(value = SELECT, millis = Blocks.LONG)
    void forAWhileWithAction() throws IOException {
        idle.select(SelectorProbes::see, MILLIS);
    }

    @Silent
    void now() throws IOException {
        idle.selectNow();
        ready.selectNow();
    }

    @Silent
    void nowWithAction() throws IOException {
        ready.selectNow(SelectorProbes::see);
    }

    @Silent
    void onClosed() throws IOException {
        closed.select();
    }

    /** What is ready at once is no less a call that waits. */
    @Blocks(SELECT)
    void thatIsReady() throws IOException {
        ready.select();
    }

    @Silent
    void toNegative() throws IOException {
        idle.select(-TimeUnit.SECONDS.toMillis(1));
    }

    /** The monitor it waits for first is part of the same call. */
    @Blocks(value = SELECT, millis = LONG_MILLIS)
    void forAWhileOnceItIsFree() throws IOException {
        Holder.hold(held -> {
            synchronized (idle) {
                held.run();
            }
        });
        idle.select(LONG_MILLIS);
    }

    @Blocks(value = SELECT, millis = Blocks.LONG)
    void untilWoken() throws IOException {
        Helper.later(idle::wakeup);
        idle.select();
    }

    @Blocks(value = SELECT, millis = Blocks.LONG)
    void untilWokenWithAction() throws IOException {
        Helper.later(idle::wakeup);
        idle.select(SelectorProbes::see);
    }
}
