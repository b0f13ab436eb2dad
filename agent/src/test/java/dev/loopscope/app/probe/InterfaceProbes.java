// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;

/** What is asked about network interfaces: of the system, each time, except for what an object was made with. */
@SuppressWarnings("ReturnValueIgnored") // what matters is that it was asked for
final class InterfaceProbes {
    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final NetworkInterface itself = NetworkInterface.getByInetAddress(loopback);
    private final int index = itself.getIndex();

    InterfaceProbes() throws IOException {}

    @Blocks("java.net.NetworkInterface.getNetworkInterfaces")
    static void all() throws IOException {
        NetworkInterface.getNetworkInterfaces();
    }

    @Blocks("java.net.NetworkInterface.networkInterfaces")
    static void allStreamed() throws IOException {
        NetworkInterface.networkInterfaces().count();
    }

    @Blocks("java.net.NetworkInterface.getByInetAddress")
    void byAddress() throws IOException {
        NetworkInterface.getByInetAddress(loopback);
    }

    @Silent
    static void byBadIndex() throws IOException {
        NetworkInterface.getByIndex(-1);
    }

    @Blocks("java.net.NetworkInterface.getByIndex")
    void byIndex() throws IOException {
        NetworkInterface.getByIndex(index);
    }

    @Blocks("java.net.NetworkInterface.getByName")
    void byName() throws IOException {
        NetworkInterface.getByName(itself.getName());
    }

    @SuppressWarnings("NullAway") // which is what it is about
    @Silent
    static void byNoName() throws IOException {
        NetworkInterface.getByName(null);
    }

    @Blocks("java.net.NetworkInterface.getHardwareAddress")
    void hardwareAddress() throws IOException {
        itself.getHardwareAddress();
    }

    @Blocks("java.net.NetworkInterface.isLoopback")
    void isLoopback() throws IOException {
        itself.isLoopback();
    }

    @Blocks("java.net.NetworkInterface.isPointToPoint")
    void isPointToPoint() throws IOException {
        itself.isPointToPoint();
    }

    @Blocks("java.net.NetworkInterface.isUp")
    void isUp() throws IOException {
        itself.isUp();
    }

    @Silent
    void known() {
        itself.getName();
        itself.getDisplayName();
        itself.getIndex();
        itself.getInetAddresses();
        itself.getInterfaceAddresses();
        itself.getSubInterfaces();
        itself.isVirtual();
        itself.toString();
    }

    @Blocks("java.net.NetworkInterface.getMTU")
    void mtu() throws IOException {
        itself.getMTU();
    }

    @Blocks("java.net.NetworkInterface.supportsMulticast")
    void supportsMulticast() throws IOException {
        itself.supportsMulticast();
    }
}
