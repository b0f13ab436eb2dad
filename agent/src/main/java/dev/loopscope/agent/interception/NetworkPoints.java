// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.DNS;
import static dev.loopscope.agent.interception.OperationKind.SELECT;
import static dev.loopscope.agent.interception.OperationKind.SOCKET;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Sockets, channels in blocking mode, selectors, name look-ups. Channels say by the first argument of their begin methods
 * whether the call may block, so that non-blocking use is no hit.
 */
public final class NetworkPoints {
    private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";
    private static final String SERVER = "sun/nio/ch/ServerSocketChannelImpl";
    private static final String DATAGRAM = "sun/nio/ch/DatagramChannelImpl";

    private NetworkPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.operation(SOCKET, "sun/nio/ch/NioSocketImpl", "connect")
                        .descriptor("(Ljava/net/SocketAddress;I)V"),
                Point.operation(SOCKET, "sun/nio/ch/NioSocketImpl", "accept"),
                Point.operation(SOCKET, "sun/nio/ch/NioSocketImpl", "implRead"),
                Point.operation(SOCKET, "sun/nio/ch/NioSocketImpl", "implWrite"),
                Point.operationBegins(SOCKET, CHANNEL, "beginRead", 0),
                Point.operationEnds(SOCKET, CHANNEL, "endRead"),
                Point.operationBegins(SOCKET, CHANNEL, "beginWrite", 0),
                Point.operationEnds(SOCKET, CHANNEL, "endWrite"),
                Point.operationBegins(SOCKET, CHANNEL, "beginConnect", 0),
                Point.operationEnds(SOCKET, CHANNEL, "endConnect"),
                Point.operationBegins(SOCKET, CHANNEL, "beginFinishConnect", 0),
                Point.operationEnds(SOCKET, CHANNEL, "endFinishConnect"),
                Point.operationBegins(SOCKET, SERVER, "begin", 0),
                Point.operationEnds(SOCKET, SERVER, "end"),
                Point.operationBegins(SOCKET, DATAGRAM, "beginRead", 0),
                Point.operationEnds(SOCKET, DATAGRAM, "endRead"),
                Point.operationBegins(SOCKET, DATAGRAM, "beginWrite", 0),
                Point.operationEnds(SOCKET, DATAGRAM, "endWrite"),
                new Point(
                        "sun/nio/ch/SelectorImpl",
                        "lockAndDoSelect",
                        "(Ljava/util/function/Consumer;J)I",
                        0,
                        999,
                        Point.Shape.AROUND,
                        new Call("selectEntered", "(JI)V", 1, Call.POINT),
                        new Call("selectExited", "(I)V", Call.POINT),
                        true,
                        SELECT,
                        false,
                        false,
                        null),
                Point.operation(DNS, "java/net/InetAddress", "getAddressesFromNameService"),
                Point.operation(DNS, "java/net/InetAddress", "getHostFromNameService"),
                Point.operation(DNS, "java/net/InetAddress", "isReachable")
                        .descriptor("(Ljava/net/NetworkInterface;II)Z"));
    }
}
