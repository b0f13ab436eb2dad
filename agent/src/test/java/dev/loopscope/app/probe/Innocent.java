// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What looks like blocking and is not, a method each. */
@SuppressWarnings("LockNotBeforeTry") // nothing between a lock and its unlock can fail here
final class Innocent {
    private final ServerSocketChannel server =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final SocketChannel client = SocketChannel.open(server.getLocalAddress());
    private final SocketChannel accepted = server.accept();
    private final SocketChannel connecting = SocketChannel.open();
    private final DatagramChannel datagrams =
            DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Selector selector = Selector.open();
    private final InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
    private final Thread dead = new Thread(() -> {}, "dead");
    private final Object monitor = new Object();
    private int entered;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantReadWriteLock readWriteLock = new ReentrantReadWriteLock();

    Innocent() throws IOException, InterruptedException {
        server.configureBlocking(false);
        accepted.configureBlocking(false);
        connecting.configureBlocking(false);
        datagrams.configureBlocking(false);
        client.write(ByteBuffer.allocate(8));
        dead.start();
        dead.join();
    }

    @Silent
    static void futureDone() throws Exception {
        CompletableFuture.completedFuture("x").get();
    }

    @Silent
    static void futureJoined() {
        CompletableFuture.completedFuture("x").thenApply(String::length).join();
    }

    @Silent
    static void futureDoneTimed() throws Exception {
        CompletableFuture.completedFuture("x").get(1, TimeUnit.SECONDS);
    }

    @Silent
    static void taskDone() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> "x");
        task.run();
        task.get();
    }

    @Silent
    static void latchAtZero() throws InterruptedException {
        new CountDownLatch(0).await();
    }

    @Silent
    static void semaphoreFree() throws InterruptedException {
        new Semaphore(1).acquire();
    }

    @Silent
    void lockFree() {
        lock.lock();
        lock.unlock();
    }

    @Silent
    void readWriteLockFree() {
        readWriteLock.writeLock().lock();
        readWriteLock.writeLock().unlock();
    }

    @Silent
    void tryLock() throws InterruptedException {
        if (lock.tryLock(1, TimeUnit.SECONDS)) {
            lock.unlock();
        }
    }

    @Silent
    void monitorFree() {
        synchronized (monitor) {
            entered++;
        }
    }

    @Silent
    static void queueNotEmpty() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.add("x");
        queue.take();
    }

    @Silent
    static void queuePolled() {
        new ArrayBlockingQueue<String>(1).poll();
    }

    @Silent
    static void queueNotFull() throws InterruptedException {
        new ArrayBlockingQueue<String>(1).put("x");
    }

    @Silent
    void joinDead() throws InterruptedException {
        dead.join();
    }

    @Silent
    void joinDeadTimed() throws InterruptedException {
        dead.join(1_000);
    }

    @Silent
    static void parkWithPermit() {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park();
    }

    @Silent
    void channelReadReady() throws IOException {
        accepted.read(ByteBuffer.allocate(8));
    }

    @Silent
    void channelReadNothing() throws IOException {
        accepted.read(ByteBuffer.allocate(8));
    }

    @Silent
    void channelWrite() throws IOException {
        accepted.write(ByteBuffer.allocate(8));
    }

    @Silent
    void channelConnect() throws IOException {
        connecting.connect(address);
    }

    @Silent
    void channelFinishConnect() throws IOException {
        connecting.finishConnect();
    }

    @Silent
    void channelAccept() throws IOException {
        server.accept();
    }

    @Silent
    void channelAcceptNothing() throws IOException {
        server.accept();
    }

    @Silent
    void datagramReceive() throws IOException {
        datagrams.receive(ByteBuffer.allocate(8));
    }

    @Silent
    void datagramSend() throws IOException {
        datagrams.send(ByteBuffer.allocate(1), datagrams.getLocalAddress());
    }

    @Silent(covers = "java.nio.channels.Selector.selectNow")
    void selectNow() throws IOException {
        selector.selectNow();
    }

    @SuppressWarnings("AddressSelection")
    @Silent
    static void addressLiteral() throws IOException {
        InetAddress.getByName("127.0.0.1");
    }

    @Silent
    void notifyNobody() {
        synchronized (monitor) {
            if (entered > 0) {
                monitor.notifyAll();
            }
        }
    }
}
