// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Names of hosts. The name service is asked each time, see {@link Probes}, for names it knows without a network. */
@SuppressWarnings({"AddressSelection", "URLEqualsHashCode", "ReturnValueIgnored"})
final class NameProbes {
    private static final long REMEMBERED_NANOS = TimeUnit.MILLISECONDS.toNanos(5_100);
    private static final byte[] HERE = {127, 0, 0, 1};

    /** When the JDK has forgotten its own host's address, which it remembers for 5 s. */
    private static final AtomicLong FORGOTTEN = new AtomicLong(System.nanoTime());

    private final InetAddress named = InetAddress.getByAddress("here", HERE);
    private final InetAddress asked = InetAddress.getByAddress(HERE);
    private final InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(HERE), 80);
    private final URL url = new URL("http://localhost/");
    private final URL other = new URL("http://LOCALHOST/");
    private final URL literal = new URL("http://127.0.0.1/");

    NameProbes() throws IOException {
        asked.getHostName();
        Helper.pause(FORGOTTEN.get() - System.nanoTime());
    }

    @Blocks("java.net.InetAddress.getByName")
    static void byName() throws IOException {
        InetAddress.getByName("localhost");
    }

    @Blocks("java.net.InetAddress.getByName")
    static void byNameReflected() throws ReflectiveOperationException {
        InetAddress.class.getMethod("getByName", String.class).invoke(null, "localhost");
    }

    @Blocks("java.net.InetAddress.getAllByName")
    static void allByName() throws IOException {
        InetAddress.getAllByName("localhost");
    }

    /** Asks for the name, and then for that name's addresses. */
    @Blocks("java.net.InetAddress.getCanonicalHostName")
    static void canonicalName() throws IOException {
        InetAddress.getByAddress(HERE).getCanonicalHostName();
    }

    @Blocks("java.net.InetAddress.getHostName")
    static void hostName() throws IOException {
        InetAddress.getByAddress(HERE).getHostName();
    }

    @Silent
    void hostNameAgain() {
        asked.getHostName();
    }

    @Silent
    void hostNameGiven() {
        named.getHostName();
    }

    @Silent
    static void literals() throws IOException {
        InetAddress.getByName("127.0.0.1");
        InetAddress.getByName("::1");
        InetAddress.getAllByName("[::1]");
        InetAddress.getByAddress(HERE).getHostAddress();
        InetAddress.getByName("");
        InetAddress.getLoopbackAddress().getHostName();
        new InetSocketAddress("127.0.0.1", 80).getHostString();
        new InetSocketAddress(80).toString();
    }

    @Blocks("java.net.InetAddress.getLocalHost")
    static void localHost() throws IOException {
        InetAddress.getLocalHost();
        FORGOTTEN.set(System.nanoTime() + REMEMBERED_NANOS);
    }

    @Blocks("java.net.InetAddress.isReachable")
    void reachable() throws IOException {
        named.isReachable(1_000);
    }

    @Blocks("java.net.InetAddress.isReachable")
    void reachableBy() throws IOException {
        named.isReachable(null, 1, 1_000);
    }

    /** For it to be asked for longer than no time is refused. */
    @Silent
    void reachableNever() throws IOException {
        named.isReachable(-1);
    }

    @Blocks("java.net.InetSocketAddress.<init>")
    static void socketAddress() {
        new InetSocketAddress("localhost", 80);
    }

    @Blocks("java.net.InetSocketAddress.getHostName")
    void socketAddressHostName() {
        address.getHostName();
    }

    @Silent
    static void socketAddressUnresolved() {
        InetSocketAddress.createUnresolved("localhost", 80).getHostName();
    }

    @Silent
    static void uriEquals() {
        URI.create("http://localhost/").equals(URI.create("http://127.0.0.1/"));
    }

    @Blocks("java.net.URL.equals")
    void urlEquals() {
        url.equals(other);
    }

    @Blocks("java.net.URL.hashCode")
    void urlHashCode() throws IOException {
        new URL("http://localhost/").hashCode();
    }

    @Silent
    void urlHashCodeLiteral() {
        literal.hashCode();
    }
}
