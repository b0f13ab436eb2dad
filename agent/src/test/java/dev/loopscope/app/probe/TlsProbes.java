// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS over sockets: each call is many reads and writes of the socket below, and one operation. */
final class TlsProbes implements Closeable {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final SSLContext CONTEXT = context();

    private final SSLServerSocket server = open();
    private final SSLServerSocket visited = open();
    private final List<Socket> kept = new ArrayList<>();
    private final SSLEngine engine = CONTEXT.createSSLEngine("localhost", 1);
    private final SSLSocket fresh;
    private final SSLSocket asked;
    private final SSLSocket readUnasked;
    private final SSLSocket shaken;
    private final SSLSocket closing;
    private final SSLSocket ending;

    TlsProbes() throws IOException {
        Thread thread = new Thread(this::serve, "peer");
        thread.setDaemon(true);
        thread.start();
        engine.setUseClientMode(true);
        engine.beginHandshake();
        engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(1 << 15));
        fresh = connect();
        asked = connect();
        readUnasked = connect();
        shaken = connect();
        closing = connect();
        ending = connect();
        // With one byte read, whatever the peer says after its handshake has come, too.
        shaken.getInputStream().read();
        closing.getInputStream().read();
        ending.getInputStream().read();
        Socket knocking = new Socket(InetAddress.getLoopbackAddress(), visited.getLocalPort());
        kept.add(knocking);
    }

    private static SSLServerSocket open() throws IOException {
        return (SSLServerSocket)
                CONTEXT.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private SSLSocket connect() throws IOException {
        SSLSocket socket = (SSLSocket)
                CONTEXT.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        kept.add(socket);
        return socket;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket guest = server.accept();
                Thread thread = new Thread(() -> greet(guest), "peer of " + guest.getPort());
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Says a little, and listens until the guest is gone. */
    private static void greet(Socket guest) {
        try (guest) {
            guest.getOutputStream().write(new byte[64]);
            guest.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException goneWithoutAWord) {
            // As guests do.
        }
    }

    /** With a certificate of its own, which it trusts. */
    private static SSLContext context() {
        try {
            Path store = Files.createTempDirectory("keys").resolve("store.p12");
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-alias", "here"));
            command.addAll(List.of("-dname", "CN=localhost", "-keyalg", "EC", "-storetype", "PKCS12"));
            command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(store);
            Files.delete(store.getParent());
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD);
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (IOException | InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Blocks("java.net.ServerSocket.accept")
    void accept() throws IOException {
        kept.add(visited.accept());
    }

    @Blocks("java.net.Socket.close")
    void closeConnected() throws IOException {
        closing.close();
    }

    @Blocks("javax.net.ssl.SSLSocketFactory.createSocket")
    void createByAddress() throws IOException {
        kept.add(CONTEXT.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }

    @SuppressWarnings("AddressSelection")
    @Blocks("javax.net.ssl.SSLSocketFactory.createSocket")
    void createByName() throws IOException {
        kept.add(CONTEXT.getSocketFactory().createSocket("localhost", server.getLocalPort()));
    }

    /** All of it is arithmetic. */
    @Silent
    void engine() throws IOException {
        engine.closeOutbound();
        engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(1 << 15));
    }

    @Blocks("javax.net.ssl.SSLSocket.getSession")
    void getSession() {
        asked.getSession();
    }

    @Silent
    void getSessionAgain() {
        shaken.getSession();
    }

    @Blocks("javax.net.ssl.SSLSocket.startHandshake")
    void handshake() throws IOException {
        fresh.startHandshake();
    }

    @Silent
    static void openUnconnected() throws IOException {
        CONTEXT.getSocketFactory().createSocket().close();
        open().close();
    }

    /** The handshake comes first. */
    @Blocks("java.io.InputStream.read")
    void readFirst() throws IOException {
        readUnasked.getInputStream().read();
    }

    @Blocks("java.net.Socket.shutdownOutput")
    void shutdownOutput() throws IOException {
        ending.shutdownOutput();
    }

    @Blocks("java.io.OutputStream.write")
    void write() throws IOException {
        shaken.getOutputStream().write(new byte[1 << 16]);
    }

    @Override
    public void close() throws IOException {
        server.close();
        visited.close();
    }
}
