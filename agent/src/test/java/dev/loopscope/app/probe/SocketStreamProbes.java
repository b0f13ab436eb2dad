// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** What goes through a socket's streams, and through what the JDK puts around them. */
final class SocketStreamProbes {
    private static final String READ = "java.net.Socket$SocketInputStream.read";
    private static final String WRITE = "java.net.Socket$SocketOutputStream.write";
    private static final byte[] LARGE = new byte[1 << 23];

    /** Collected, they would be closed. */
    private final List<Closeable> kept = new ArrayList<>();

    private final SocketPair closed = SocketPair.open();
    private final InputStream closedIn = closed.in();
    private final OutputStream closedOut = closed.near.getOutputStream();
    private final OutputStream out = kept(SocketPair.open()).near.getOutputStream();
    private final SocketPair stalled = kept(SocketPair.open());
    private final SocketPair adaptorStalled =
            kept(SocketPair.open(SocketChannel.open().socket()));
    private final SocketPair reset = kept(SocketPair.open());
    private final SocketPair silent = kept(SocketPair.open());
    private final SocketPair adaptor = kept(SocketPair.open(SocketChannel.open().socket()));
    private final SocketPair impatientAdaptor =
            kept(SocketPair.open(SocketChannel.open().socket()));
    private final InputStream one = holding("x");
    private final InputStream ended = holding("");
    private final InputStream handled = holding("x");
    private final InputStream reflected = holding("x");
    private final InputStream referred = holding("x");
    private final InputStream array = holding("hello");
    private final InputStream part = holding("hello");
    private final InputStream all = holding("hello");
    private final InputStream several = holding("hello");
    private final InputStream severalInto = holding("hello");
    private final InputStream skipped = holding("hello");
    private final InputStream skippedExactly = holding("hello");
    private final InputStream transferred = holding("hello");
    private final InputStream buffered = new BufferedInputStream(holding("hello"));
    private final InputStream halfRead = new BufferedInputStream(holding("hello"));
    private final BufferedReader reader = new BufferedReader(reader(holding("hello\n")));
    private final InputStreamReader characters = reader(holding("hello"));
    private final Scanner scanner = new Scanner(holding("hello\n"), StandardCharsets.US_ASCII);
    private final DataInputStream data = new DataInputStream(holding("hello"));
    /** A stream's header. */
    private final InputStream objects =
            new BufferedInputStream(kept(SocketPair.holding((byte) 0xac, (byte) 0xed, (byte) 0, (byte) 5))
                    .in());

    private final BufferedOutputStream bufferedOut = new BufferedOutputStream(out);
    private final PrintWriter printer = new PrintWriter(out, true, StandardCharsets.US_ASCII);
    private final byte[] bytes = new byte[3];

    SocketStreamProbes() throws IOException {
        closed.close();
        reset.far.setSoLinger(true, 0);
        reset.far.close();
        silent.near.setSoTimeout(ThreadProbes.MILLIS);
        impatientAdaptor.near.setSoTimeout(ThreadProbes.MILLIS);
        adaptor.far.getOutputStream().write(1);
        halfRead.read();
        bufferedOut.write(1);
    }

    private <T extends Closeable> T kept(T closeable) {
        kept.add(closeable);
        return closeable;
    }

    private InputStream holding(String text) throws IOException {
        return kept(SocketPair.holding(text)).in();
    }

    private static InputStreamReader reader(InputStream in) {
        return new InputStreamReader(in, StandardCharsets.US_ASCII);
    }

    @Blocks("java.io.InputStream.read")
    void adaptorRead() throws IOException {
        adaptor.in().read();
    }

    @Blocks(value = "java.io.InputStream.read", millis = Blocks.LONG)
    void adaptorReadTimedOut() throws IOException {
        impatientAdaptor.in().read();
    }

    @Blocks("java.io.OutputStream.write")
    void adaptorWrite() throws IOException {
        adaptor.near.getOutputStream().write(bytes);
    }

    @Blocks(value = "java.io.OutputStream.write", millis = Blocks.LONG)
    void adaptorWriteStalled() throws IOException {
        Helper.later(adaptorStalled::drain);
        adaptorStalled.near.getOutputStream().write(LARGE);
    }

    @Silent
    void available() throws IOException {
        part.available();
    }

    @Blocks("java.io.BufferedInputStream.read")
    void bufferedRead() throws IOException {
        buffered.read();
    }

    /** It has all of it already. */
    @Silent
    void bufferedReadAgain() throws IOException {
        halfRead.read();
    }

    @Silent
    static void bufferedReadOfMemory() throws IOException {
        new BufferedInputStream(new ByteArrayInputStream(new byte[8])).readAllBytes();
    }

    @Silent
    void bufferedWrite() throws IOException {
        new BufferedOutputStream(out).write(1);
    }

    @Blocks("java.io.BufferedOutputStream.flush")
    void bufferedFlush() throws IOException {
        bufferedOut.flush();
    }

    @Blocks("java.io.DataInputStream.readByte")
    void dataRead() throws IOException {
        data.readByte();
    }

    @Blocks("java.io.ObjectInputStream.<init>")
    void objectsOpen() throws IOException {
        new ObjectInputStream(objects);
    }

    @Blocks("java.io.PrintWriter.println")
    void print() {
        printer.println("x");
    }

    @Blocks(READ)
    void read() throws IOException {
        one.read();
    }

    @Blocks("java.io.InputStream.readAllBytes")
    void readAll() throws IOException {
        all.readAllBytes();
    }

    @Blocks("java.io.InputStream.read")
    void readArray() throws IOException {
        array.read(bytes);
    }

    @Silent
    void readArrayEmpty() throws IOException {
        part.read(new byte[0]);
    }

    @Blocks(READ)
    void readArrayPart() throws IOException {
        part.read(bytes, 1, 2);
    }

    @Silent
    void readArrayPartBad() throws IOException {
        part.read(bytes, 1, 3);
    }

    @Blocks("java.io.InputStreamReader.read")
    void readCharacter() throws IOException {
        characters.read();
    }

    @Silent
    void readClosed() throws IOException {
        closedIn.read();
    }

    @Blocks(READ)
    void readEnd() throws IOException {
        ended.read();
    }

    @Blocks(READ)
    void readHandled() throws Throwable {
        MethodHandle read =
                MethodHandles.lookup().findVirtual(InputStream.class, "read", MethodType.methodType(int.class));
        int ignored = (int) read.invokeExact(handled);
    }

    @Blocks("java.io.BufferedReader.readLine")
    void readLine() throws IOException {
        reader.readLine();
    }

    @Blocks("java.io.InputStream.readNBytes")
    void readN() throws IOException {
        several.readNBytes(3);
    }

    @Blocks("java.io.InputStream.readNBytes")
    void readNInto() throws IOException {
        severalInto.readNBytes(bytes, 0, 3);
    }

    private interface Read {
        int read() throws IOException;
    }

    @Blocks(READ)
    void readReferred() throws IOException {
        Read read = referred::read;
        read.read();
    }

    @Blocks(READ)
    void readReflected() throws ReflectiveOperationException {
        InputStream.class.getMethod("read").invoke(reflected);
    }

    @Blocks(READ)
    void readReset() throws IOException {
        reset.in().read();
    }

    @Blocks(value = READ, millis = Blocks.LONG)
    void readTimedOut() throws IOException {
        silent.in().read();
    }

    @Blocks("java.util.Scanner.nextLine")
    void scan() {
        scanner.nextLine();
    }

    @Blocks("java.io.InputStream.skip")
    void skip() throws IOException {
        skipped.skip(3);
    }

    @Blocks("java.io.InputStream.skipNBytes")
    void skipExactly() throws IOException {
        skippedExactly.skipNBytes(3);
    }

    @Blocks("java.io.InputStream.transferTo")
    void transfer() throws IOException {
        transferred.transferTo(OutputStream.nullOutputStream());
    }

    @Blocks("java.net.Socket.sendUrgentData")
    void urgent() throws IOException {
        silent.near.sendUrgentData(1);
    }

    @Blocks(WRITE)
    void write() throws IOException {
        out.write(1);
    }

    @Blocks("java.io.OutputStream.write")
    void writeArray() throws IOException {
        out.write(bytes);
    }

    @Silent
    void writeArrayEmpty() throws IOException {
        out.write(new byte[0]);
    }

    @Blocks(WRITE)
    void writeArrayPart() throws IOException {
        out.write(bytes, 1, 2);
    }

    @Silent
    void writeClosed() throws IOException {
        closedOut.write(1);
    }

    /** However many pieces it goes in. */
    @Blocks(value = "java.io.OutputStream.write", millis = Blocks.LONG)
    void writeStalled() throws IOException {
        Helper.later(stalled::drain);
        stalled.near.getOutputStream().write(LARGE);
    }
}
