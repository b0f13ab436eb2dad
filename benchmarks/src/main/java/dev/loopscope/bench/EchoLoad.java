// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Loads an echo server: every connection sends a batch of messages, waits for all of it to come back, and sends the next.
 * Started with the port; each line on its standard input is one load, {@code connections messages-per-batch warm-up-ms
 * measured-ms}. Prints {@code measuring} when the warm-up is over, then {@code done requests p50-us p99-us}.
 */
final class EchoLoad {
    private static final int MESSAGE = 64;
    private static final long RESOLUTION = 100;

    /** One connection. */
    private static final class Peer {
        final SocketChannel channel;
        int received;
        long sentNanos;

        Peer(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final int batch;
    private final ByteBuffer request;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(65_536);
    private final int[] histogram = new int[1_000_000];
    private long batches;
    private int inFlight;
    private boolean stopping;

    private EchoLoad(int messages) {
        batch = messages * MESSAGE;
        request = ByteBuffer.allocateDirect(batch);
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] load = line.split(" ", -1);
            int messages = Integer.parseInt(load[1]);
            new EchoLoad(messages)
                    .run(port, Integer.parseInt(load[0]), Integer.parseInt(load[2]), Integer.parseInt(load[3]));
        }
    }

    private void run(int port, int connections, int warmUpMillis, int measuredMillis) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                open.add(channel);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                Peer peer = new Peer(channel);
                channel.register(selector, SelectionKey.OP_READ, peer);
                send(peer, System.nanoTime());
            }
            turn(selector, warmUpMillis);
            Arrays.fill(histogram, 0);
            batches = 0;
            say("measuring");
            turn(selector, measuredMillis);
            String done = "done " + batches * (batch / MESSAGE) + " " + percentile(0.5) + " " + percentile(0.99);
            // Closing with answers under way would be a reset, which servers log.
            stopping = true;
            while (inFlight > 0) {
                turn(selector, 1);
            }
            say(done);
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void turn(Selector selector, int millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000L;
        IOException[] failed = new IOException[1];
        // A cold server on a crowded machine may take longer for its first answer.
        while (System.nanoTime() < end || batches == 0) {
            selector.select(
                    key -> {
                        try {
                            received((Peer) key.attachment());
                        } catch (IOException e) {
                            failed[0] = e;
                        }
                    },
                    100);
            if (failed[0] != null) {
                throw failed[0];
            }
        }
    }

    private void received(Peer peer) throws IOException {
        scratch.clear();
        int count = peer.channel.read(scratch);
        if (count < 0) {
            throw new EOFException("the server closed a connection");
        }
        peer.received += count;
        if (peer.received == batch) {
            peer.received = 0;
            long now = System.nanoTime();
            batches++;
            histogram[(int) Math.min((now - peer.sentNanos) / RESOLUTION, histogram.length - 1)]++;
            inFlight--;
            if (!stopping) {
                send(peer, now);
            }
        }
    }

    private void send(Peer peer, long now) throws IOException {
        inFlight++;
        peer.sentNanos = now;
        request.clear();
        while (request.hasRemaining()) {
            peer.channel.write(request);
        }
    }

    private double percentile(double part) {
        long wanted = (long) (batches * part);
        long seen = 0;
        for (int i = 0; i < histogram.length; i++) {
            seen += histogram[i];
            if (seen > wanted) {
                return i * RESOLUTION / 1000.0;
            }
        }
        return histogram.length * RESOLUTION / 1000.0;
    }
}
