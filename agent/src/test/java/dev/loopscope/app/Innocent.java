// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
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

    Map<String, Operation> all() {
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("futureDone", Innocent::futureDone);
        all.put("futureJoined", Innocent::futureJoined);
        all.put("futureDoneTimed", Innocent::futureDoneTimed);
        all.put("taskDone", Innocent::taskDone);
        all.put("latchAtZero", Innocent::latchAtZero);
        all.put("semaphoreFree", Innocent::semaphoreFree);
        all.put("lockFree", this::lockFree);
        all.put("readWriteLockFree", this::readWriteLockFree);
        all.put("tryLock", this::tryLock);
        all.put("monitorFree", this::monitorFree);
        all.put("queueNotEmpty", Innocent::queueNotEmpty);
        all.put("queuePolled", Innocent::queuePolled);
        all.put("queueNotFull", Innocent::queueNotFull);
        all.put("joinDead", this::joinDead);
        all.put("joinDeadTimed", this::joinDeadTimed);
        all.put("parkWithPermit", Innocent::parkWithPermit);
        all.put("channelReadReady", this::channelReadReady);
        all.put("channelReadNothing", this::channelReadNothing);
        all.put("channelWrite", this::channelWrite);
        all.put("channelConnect", this::channelConnect);
        all.put("channelFinishConnect", this::channelFinishConnect);
        all.put("channelAccept", this::channelAccept);
        all.put("channelAcceptNothing", this::channelAcceptNothing);
        all.put("datagramReceive", this::datagramReceive);
        all.put("datagramSend", this::datagramSend);
        all.put("selectNow", this::selectNow);
        all.put("addressLiteral", Innocent::addressLiteral);
        all.put("notifyNobody", this::notifyNobody);
        return all;
    }

    static void futureDone() throws Exception {
        CompletableFuture.completedFuture("x").get();
    }

    static void futureJoined() {
        CompletableFuture.completedFuture("x").thenApply(String::length).join();
    }

    static void futureDoneTimed() throws Exception {
        CompletableFuture.completedFuture("x").get(1, TimeUnit.SECONDS);
    }

    static void taskDone() throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> "x");
        task.run();
        task.get();
    }

    static void latchAtZero() throws InterruptedException {
        new CountDownLatch(0).await();
    }

    static void semaphoreFree() throws InterruptedException {
        new Semaphore(1).acquire();
    }

    void lockFree() {
        lock.lock();
        lock.unlock();
    }

    void readWriteLockFree() {
        readWriteLock.writeLock().lock();
        readWriteLock.writeLock().unlock();
    }

    void tryLock() throws InterruptedException {
        if (lock.tryLock(1, TimeUnit.SECONDS)) {
            lock.unlock();
        }
    }

    void monitorFree() {
        synchronized (monitor) {
            entered++;
        }
    }

    static void queueNotEmpty() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.add("x");
        queue.take();
    }

    static void queuePolled() {
        new ArrayBlockingQueue<String>(1).poll();
    }

    static void queueNotFull() throws InterruptedException {
        new ArrayBlockingQueue<String>(1).put("x");
    }

    void joinDead() throws InterruptedException {
        dead.join();
    }

    void joinDeadTimed() throws InterruptedException {
        dead.join(1_000);
    }

    static void parkWithPermit() {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park();
    }

    void channelReadReady() throws IOException {
        accepted.read(ByteBuffer.allocate(8));
    }

    void channelReadNothing() throws IOException {
        accepted.read(ByteBuffer.allocate(8));
    }

    void channelWrite() throws IOException {
        accepted.write(ByteBuffer.allocate(8));
    }

    void channelConnect() throws IOException {
        connecting.connect(address);
    }

    void channelFinishConnect() throws IOException {
        connecting.finishConnect();
    }

    void channelAccept() throws IOException {
        server.accept();
    }

    void channelAcceptNothing() throws IOException {
        server.accept();
    }

    void datagramReceive() throws IOException {
        datagrams.receive(ByteBuffer.allocate(8));
    }

    void datagramSend() throws IOException {
        datagrams.send(ByteBuffer.allocate(1), datagrams.getLocalAddress());
    }

    void selectNow() throws IOException {
        selector.selectNow();
    }

    @SuppressWarnings("AddressSelection")
    static void addressLiteral() throws IOException {
        InetAddress.getByName("127.0.0.1");
    }

    void notifyNobody() {
        synchronized (monitor) {
            if (entered > 0) {
                monitor.notifyAll();
            }
        }
    }
}
