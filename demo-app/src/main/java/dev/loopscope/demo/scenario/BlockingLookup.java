// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Shows {@code blocking-call}: the JDK asks the system for an address and waits for the answer, which comes from a file on a
 * good day and from a server that is down on a bad one.
 */
public final class BlockingLookup implements Scenario {
    @Override
    public String name() {
        return "blocking-lookup";
    }

    @Override
    public String summary() {
        return "a callback looks up a host's address";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback asks for the address of localhost, with InetAddress.getAllByName", loop -> {
            loop.callSoon(BlockingLookup::lookUp);
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("a thread of the loop's executor asks", loop -> {
            InetAddress[] found = Stage.run(loop, loop.runInExecutor(() -> InetAddress.getAllByName("localhost")));
            Expect.equal(true, found[0].isLoopbackAddress());
        });
    }

    private static void lookUp() {
        try {
            Expect.equal(true, InetAddress.getAllByName("localhost")[0].isLoopbackAddress());
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }
}
