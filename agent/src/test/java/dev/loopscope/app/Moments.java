// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Single moments in the life of a loop; the argument says which. */
public final class Moments {
    /** Small arrays that live on, as many times as it takes until a collection takes its time. */
    private static final int LIVE = 500_000;

    private static final int MOST = 20;
    private static final long SLOW = 200_000_000;

    private static final int COLLECTIONS = 6;
    /** For a processor, longer than what is usually instant may take; and how often. */
    private static final long WAIT = 20_000_000;

    private static final int WAITS = 5;
    /** Nanoseconds of a callback, to be interrupted in. */
    private static final long BUSY = 5_000_000;

    private Moments() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "exit" -> exit(Carrier.named(arguments[1]));
            case "hooks" -> hooks(Carrier.named(arguments[1]));
            case "idle" -> idle(Carrier.named(arguments[1]));
            case "readThenSleep" -> readThenSleep(Carrier.named(arguments[1]));
            case "close" -> close(Carrier.named(arguments[1]));
            case "read" -> nettyRead();
            case "stopped" -> stopped();
            case "collected" -> collected();
            case "crowded" -> crowded();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        Ledger.write();
        System.out.println("end");
        System.exit(0);
    }

    /** Ends the JVM in a callback, which then waits for a shutdown hook that takes its time. */
    private static void exit(Carrier loop) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Stalls.burn(300), "hook"));
        loop.run("exit", () -> System.exit(7));
    }

    /** Goes on in a shutdown hook: a callback that blocks, and one that stalls the loop; a failure that nobody reads. */
    private static void hooks(Carrier loop) throws InterruptedException {
        loop.run("first", () -> {});
        Stalls.awaitWatchdog();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> inHook(loop), "hook"));
        System.exit(7);
    }

    private static void inHook(Carrier loop) {
        try {
            // Other hooks have ended by then; the agent's must not be one of them.
            TimeUnit.MILLISECONDS.sleep(300);
            loop.run("blocks", () -> Thread.sleep(20));
            loop.run("stalls", () -> Stalls.burn(600));
            new CompletableFuture<String>().completeExceptionally(new IllegalStateException("in a hook"));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does nothing for longer than the limit, between two callbacks. */
    private static void idle(Carrier loop) throws Exception {
        loop.run("first", () -> {});
        TimeUnit.MILLISECONDS.sleep(400);
        loop.run("second", () -> {});
        loop.end();
    }

    /** Two operations in one callback, the first of which fails. */
    private static void readThenSleep(Carrier loop) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            client.setSoTimeout(30);
            loop.run("readThenSleep", () -> readThenSleep(client));
        }
        loop.end();
    }

    private static void readThenSleep(Socket client) throws Exception {
        try {
            client.getInputStream().read();
        } catch (SocketTimeoutException expected) {
            Thread.sleep(60);
        }
    }

    /** Closes a socket and a channel that wait for nobody, and, once there is a socket that may, two more. */
    private static void close(Carrier loop) throws Exception {
        closeTwo(loop);
        try (Socket lingers = new Socket()) {
            lingers.setSoLinger(true, 1);
        }
        closeTwo(loop);
        loop.end();
    }

    private static void closeTwo(Carrier loop) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
            SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress());
            loop.run("closeSocket", socket::close);
            loop.run("closeChannel", channel::close);
        }
    }

    /** Blocks where most users of Netty would: in a handler, because something was read. */
    @SuppressWarnings("deprecation") // the class that both lines of Netty have
    private static void nettyRead() throws Exception {
        ThreadFactory threads = task -> new Thread(task, "netty-loop");
        EventLoopGroup group = new NioEventLoopGroup(1, threads);
        CountDownLatch read = new CountDownLatch(1);
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Blocking(read))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.getOutputStream().write(1);
            read.await();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static final class Blocking extends ChannelInboundHandlerAdapter {
        private final CountDownLatch read;

        Blocking(CountDownLatch read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws InterruptedException {
            ReferenceCountUtil.release(message);
            Thread.sleep(15);
            read.countDown();
        }
    }

    /** Works on and on in short callbacks while another thread has everything collected. */
    private static void collected() throws Exception {
        List<byte[][]> live = new ArrayList<>();
        do {
            live.add(new byte[LIVE][16]);
        } while (Math.min(collect(), collect()) < SLOW && live.size() < MOST);
        EventLoop loop = EventLoop.open("loop-0");
        Carrier carrier = Carrier.loop(loop);
        carrier.run("first", () -> {});
        Stalls.awaitWatchdog();
        AtomicBoolean isOver = new AtomicBoolean();
        loop.callSoonThreadSafe(new Runnable() {
            @Override
            public void run() {
                if (!isOver.get()) {
                    Stalls.burn(20);
                    loop.callSoon(this);
                }
            }
        });
        for (int i = 0; i < COLLECTIONS; i++) {
            Ledger.note("collection" + i, 0, collect());
        }
        isOver.set(true);
        carrier.end();
        if (live.isEmpty()) {
            throw new IllegalStateException();
        }
    }

    private static long collect() {
        long start = System.nanoTime();
        System.gc();
        return System.nanoTime() - start;
    }

    /** Works on and on in short callbacks until a file appears in the working directory. */
    private static void stopped() throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        Carrier carrier = Carrier.loop(loop);
        carrier.run("first", () -> {});
        Stalls.awaitWatchdog();
        System.out.println("ready");
        Path stop = Path.of("stop");
        for (int i = 0; i < 1_000 && !Files.exists(stop); i++) {
            CountDownLatch ran = new CountDownLatch(1);
            loop.callSoonThreadSafe(() -> {
                Stalls.burn(50);
                ran.countDown();
            });
            ran.await();
        }
        carrier.end();
    }

    /** A loop that makes random numbers, on a crowded machine, until it had to wait for a processor often enough. */
    private static void crowded() throws Exception {
        EventLoop loop = EventLoop.open("loop-0");
        Carrier carrier = Carrier.loop(loop);
        carrier.run("first", () -> {});
        Stalls.awaitWatchdog();
        SecureRandom random = new SecureRandom();
        int waits = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (waits < WAITS && System.nanoTime() - deadline < 0) {
            CompletableFuture<Long> longest = new CompletableFuture<>();
            loop.callSoonThreadSafe(() -> longest.complete(longest(random)));
            if (longest.get() > WAIT) {
                waits++;
            }
        }
        Ledger.note("waits", 0, waits * 1_000_000L);
        // The loop goes on: of a thread that has ended the system says nothing any more.
    }

    private static long longest(SecureRandom random) {
        long longest = 0;
        long start = System.nanoTime();
        for (long now = start; now - start < BUSY; ) {
            random.nextInt();
            long next = System.nanoTime();
            longest = Math.max(longest, next - now);
            now = next;
        }
        return longest;
    }
}
