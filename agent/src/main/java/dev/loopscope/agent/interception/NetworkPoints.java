// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.DNS;
import static dev.loopscope.agent.interception.OperationKind.INTERFACE;
import static dev.loopscope.agent.interception.OperationKind.LINGER;
import static dev.loopscope.agent.interception.OperationKind.SELECT;
import static dev.loopscope.agent.interception.OperationKind.SOCKET;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Sockets, channels in blocking mode, selectors, name look-ups, network interfaces.
 *
 * <p>The JDK itself marks where an operation on a channel may begin to wait, after everything that only throws: its begin and
 * end methods, which are told whether the channel is in blocking mode. So non-blocking use is no hit.
 */
public final class NetworkPoints {
    private static final String SOCKETS = "sun/nio/ch/NioSocketImpl";
    private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";
    private static final String SERVER = "sun/nio/ch/ServerSocketChannelImpl";
    private static final String DATAGRAM = "sun/nio/ch/DatagramChannelImpl";
    private static final String SOURCE = "sun/nio/ch/SourceChannelImpl";
    private static final String SINK = "sun/nio/ch/SinkChannelImpl";
    private static final String SELECTOR = "sun/nio/ch/SelectorImpl";
    /** One of each system, and one that some have besides. */
    private static final String[] SELECTORS = {
        "EPollSelectorImpl", "KQueueSelectorImpl", "WEPollSelectorImpl", "PollSelectorImpl"
    };

    private static final String TLS = "sun/security/ssl/SSLSocketImpl";
    private static final String HTTP = "sun/net/www/protocol/http/HttpURLConnection";

    /** Each asks the system anew, nothing is remembered. */
    private static final String[] INTERFACE_METHODS = {
        "getByIndex",
        "getByInetAddress",
        "getByName",
        "getHardwareAddress",
        "getMTU",
        "getNetworkInterfaces",
        "isLoopback",
        "isPointToPoint",
        "isUp",
        "networkInterfaces",
        "supportsMulticast"
    };

    private NetworkPoints() {}

    public static void addTo(Points points) {
        addSockets(points);
        addChannels(points);
        addWholes(points);
        points.addAll(
                Point.operation(DNS, "java/net/InetAddress", "getAddressesFromNameService"),
                Point.operation(DNS, "java/net/InetAddress", "getHostFromNameService"),
                Point.operation(SOCKET, "java/net/InetAddress", "isReachable")
                        .descriptor("(Ljava/net/NetworkInterface;II)Z"));
        for (String method : INTERFACE_METHODS) {
            points.add(Point.operation(INTERFACE, "java/net/NetworkInterface", method));
        }
    }

    private static void addSockets(Points points) {
        points.addAll(
                // A name that is not resolved is refused before anything else.
                Point.operationOnceBegun(SOCKET, SOCKETS, "connect").descriptor("(Ljava/net/SocketAddress;I)V"),
                Point.operationBegun(SOCKET, SOCKETS, "beginConnect"),
                Point.operation(SOCKET, SOCKETS, "accept"),
                Point.operation(SOCKET, SOCKETS, "implRead"),
                Point.operation(SOCKET, SOCKETS, "implWrite"),
                Point.operation(SOCKET, SOCKETS, "sendUrgentData"),
                closes(SOCKETS, "close"),
                // The implementation of before 13, which jdk.net.usePlainSocketImpl still brings back.
                Point.operation(SOCKET, "java/net/AbstractPlainSocketImpl", "doConnect")
                        .until(17),
                Point.operation(SOCKET, "java/net/AbstractPlainSocketImpl", "accept")
                        .until(17),
                Point.operation(SOCKET, "java/net/SocketInputStream", "read").until(17),
                Point.operation(SOCKET, "java/net/SocketOutputStream", "socketWrite")
                        .until(17));
    }

    private static void addChannels(Points points) {
        points.addAll(
                // The ends of connect and finishConnect call that of read.
                Point.operationBegins(SOCKET, CHANNEL, "beginConnect", 0),
                Point.operationBegins(SOCKET, CHANNEL, "beginFinishConnect", 0),
                Point.operationBegins(SOCKET, CHANNEL, "beginRead", 0),
                Point.operationEnds(SOCKET, CHANNEL, "endRead"),
                Point.operationBegins(SOCKET, CHANNEL, "beginWrite", 0),
                Point.operationEnds(SOCKET, CHANNEL, "endWrite"),
                closes(CHANNEL, "implCloseSelectableChannel"),
                Point.around(
                                "sun/nio/ch/Net",
                                "setSocketOption",
                                new Call("socketOptionSet", "(Ljava/lang/Object;Ljava/lang/Object;)V", 2, 3),
                                null,
                                false)
                        .descriptor(
                                "(Ljava/io/FileDescriptor;Ljava/net/ProtocolFamily;Ljava/net/SocketOption;Ljava/lang/Object;)"),
                Point.operationBegins(SOCKET, SERVER, "begin", 0),
                Point.operationEnds(SOCKET, SERVER, "end"),
                Point.operationBegins(SOCKET, DATAGRAM, "beginRead", 0),
                Point.operationEnds(SOCKET, DATAGRAM, "endRead"),
                Point.operationBegins(SOCKET, DATAGRAM, "beginWrite", 0),
                Point.operationEnds(SOCKET, DATAGRAM, "endWrite"),
                Point.operationBegins(SOCKET, SOURCE, "beginRead", 0),
                Point.operationEnds(SOCKET, SOURCE, "endRead"),
                Point.operationBegins(SOCKET, SINK, "beginWrite", 0),
                Point.operationEnds(SOCKET, SINK, "endWrite"),
                // What select(action) does with the keys comes after, and is neither waiting nor idling.
                Point.operationMarked(SELECT, SELECTOR, "begin", new Call("selectEntered", "(ZI)V", 0, Call.POINT)),
                Point.operationMarked(SELECT, SELECTOR, "end", new Call("selectExited", "(I)V", Call.POINT)),
                Point.around(SELECTOR, "lockAndDoSelect", null, new Call("selected", "(I)V", Call.RESULT), false));
        for (String selector : SELECTORS) {
            points.add(Point.around("sun/nio/ch/" + selector, "wakeup", new Call("selectorWoken", "()V"), null, false)
                    .maybe());
        }
    }

    private static Point closes(String owner, String method) {
        return Point.operationIf(LINGER, owner, method, new Call("enterClose", "(I)V", Call.POINT));
    }

    private static void addWholes(Points points) {
        points.addAll(
                // A proxy is connected to first, and talked to.
                whole("java/net/Socket", "connect"),
                // Large arrays go in pieces.
                whole(SOCKETS, "write"),
                whole("sun/security/ssl/SSLSocketFactoryImpl", "createSocket"),
                whole(TLS, "startHandshake"),
                whole(TLS, "getSession"),
                whole(TLS, "shutdownInput"),
                whole(TLS, "shutdownOutput"),
                whole(TLS, "close"),
                whole(TLS + "$AppInputStream", "read"),
                whole(TLS + "$AppInputStream", "skip"),
                whole(TLS + "$AppInputStream", "close"),
                whole(TLS + "$AppOutputStream", "write"),
                whole(TLS + "$AppOutputStream", "close"),
                whole(HTTP, "connect"),
                whole(HTTP, "getInputStream"),
                whole(HTTP, "getOutputStream"),
                whole(HTTP, "disconnect"),
                whole(HTTP + "$HttpInputStream", "read"),
                whole(HTTP + "$HttpInputStream", "skip"),
                whole(HTTP + "$HttpInputStream", "close"),
                whole(HTTP + "$StreamingOutputStream", "write"),
                whole(HTTP + "$StreamingOutputStream", "close"),
                whole("sun/net/www/protocol/https/AbstractDelegateHttpsURLConnection", "connect"));
    }

    private static Point whole(String owner, String method) {
        return Point.whole(SOCKET, owner, method);
    }
}
