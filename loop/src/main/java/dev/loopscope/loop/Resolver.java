// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Host names to addresses, off the loop: the JDK's look-up blocks. */
final class Resolver {
    /** What getAllByName takes for an address and never looks up. */
    private static final Pattern NUMERIC =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}|(?=.*:.*:)[0-9a-fA-F:.]+");

    private Resolver() {}

    static LoopFuture<List<InetSocketAddress>> resolve(EventLoop loop, String host, int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
        if (!NUMERIC.matcher(host).matches()) {
            return loop.runInExecutor(() -> lookUp(host, port));
        }
        LoopFuture<List<InetSocketAddress>> future = loop.createFuture();
        try {
            future.setResult(lookUp(host, port));
        } catch (UnknownHostException e) {
            future.setException(e);
        }
        return future;
    }

    private static List<InetSocketAddress> lookUp(String host, int port) throws UnknownHostException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(host)) {
            addresses.add(new InetSocketAddress(address, port));
        }
        return List.copyOf(addresses);
    }
}
