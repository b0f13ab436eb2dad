// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** File channels and mapped files. */
@SuppressWarnings({"StreamResourceLeak", "FutureReturnValueIgnored", "CheckReturnValue", "ReturnValueIgnored"})
final class FileChannelProbes implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final Path file = scratch.large("file");
    private final Path missing = scratch.path("missing");
    private final Path created = scratch.path("created");
    private final FileChannel channel = open("channel");
    private final FileChannel locked = open("locked");
    private final FileChannel tried = open("tried");
    private final FileChannel source = open("source");
    private final FileChannel target = open("target");
    private final FileChannel closing = open("closing");
    private final FileChannel closed = open("closed");
    private final FileChannel toClose = open("toClose");
    private final FileChannel writeOnly = FileChannel.open(scratch.file("writeOnly"), StandardOpenOption.WRITE);
    private final RandomAccessFile random = new RandomAccessFile(file.toFile(), "r");
    private final FileInputStream stream = new FileInputStream(file.toFile());
    private final FileChannel ofRandom = random.getChannel();
    private final FileChannel ofStream = stream.getChannel();
    private final SeekableByteChannel seekable = Files.newByteChannel(file);
    private final MappedByteBuffer mapped = open("mapped").map(FileChannel.MapMode.READ_WRITE, 0, 64);
    private final AsynchronousFileChannel asynchronous = AsynchronousFileChannel.open(
            scratch.file("asynchronous"), StandardOpenOption.READ, StandardOpenOption.WRITE);
    private final ByteBuffer direct = ByteBuffer.allocateDirect(8);

    FileChannelProbes() throws Exception {
        closed.close();
    }

    @Silent
    void closeChannel() throws Exception {
        closing.close();
    }

    @Blocks("java.nio.channels.AsynchronousFileChannel.force")
    void forceAsynchronous() throws Exception {
        asynchronous.force(true);
    }

    @Blocks("java.nio.channels.FileChannel.force")
    void forceChannel() throws Exception {
        channel.force(true);
    }

    @Blocks("java.nio.MappedByteBuffer.force")
    void forceMapped() throws Exception {
        mapped.put(0, (byte) 1);
        mapped.force();
    }

    @Blocks("java.nio.MappedByteBuffer.force")
    void forceMappedPart() throws Exception {
        mapped.put(0, (byte) 1);
        mapped.force(0, 1);
    }

    @Silent
    void isOpen() throws Exception {
        channel.isOpen();
    }

    @Blocks("java.nio.MappedByteBuffer.load")
    void loadMapped() throws Exception {
        mapped.load();
    }

    @Blocks("java.nio.channels.FileChannel.lock")
    void lock() throws Exception {
        locked.lock();
    }

    @Blocks("java.nio.channels.FileChannel.lock")
    void lockPart() throws Exception {
        channel.lock(0, 1, false);
    }

    @Blocks("java.nio.channels.FileChannel.map")
    void map() throws Exception {
        channel.map(FileChannel.MapMode.READ_ONLY, 0, 8);
    }

    @Silent
    void mappedGet() throws Exception {
        mapped.get(0);
    }

    @Silent
    void mappedIsLoaded() throws Exception {
        mapped.isLoaded();
    }

    @Blocks("java.nio.channels.FileChannel.open")
    void open() throws Exception {
        FileChannel.open(file);
    }

    @Blocks("java.nio.channels.AsynchronousFileChannel.open")
    void openAsynchronous() throws Exception {
        AsynchronousFileChannel.open(file);
    }

    @Blocks("java.nio.channels.FileChannel.open")
    void openMissing() throws Exception {
        try {
            FileChannel.open(missing);
        } catch (NoSuchFileException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.nio.channels.FileChannel.open")
    void openToWrite() throws Exception {
        FileChannel.open(created, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Blocks("java.nio.channels.FileChannel.position")
    void position() throws Exception {
        channel.position();
    }

    @Blocks("java.nio.channels.FileChannel.position")
    void positionSet() throws Exception {
        channel.position(0);
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void read() throws Exception {
        channel.read(ByteBuffer.allocate(8));
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void readAt() throws Exception {
        channel.read(ByteBuffer.allocate(8), 1);
    }

    @Silent
    void readBeforeStart() throws Exception {
        try {
            channel.read(ByteBuffer.allocate(8), -1);
        } catch (IllegalArgumentException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.Reader.read")
    void readByReader() throws Exception {
        Channels.newReader(channel, StandardCharsets.UTF_8).read(new char[8]);
    }

    @Blocks("java.io.InputStream.read")
    void readByStream() throws Exception {
        Channels.newInputStream(channel).read();
    }

    @Silent
    void readClosed() throws Exception {
        try {
            closed.read(ByteBuffer.allocate(8));
        } catch (ClosedChannelException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void readDirect() throws Exception {
        channel.read(direct);
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void readOfRandom() throws Exception {
        ofRandom.read(ByteBuffer.allocate(8));
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void readOfStream() throws Exception {
        ofStream.read(ByteBuffer.allocate(8));
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void readScattered() throws Exception {
        channel.read(new ByteBuffer[] {ByteBuffer.allocate(8), ByteBuffer.allocate(8)});
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void readScatteredPart() throws Exception {
        channel.read(new ByteBuffer[] {ByteBuffer.allocate(8), ByteBuffer.allocate(8)}, 0, 2);
    }

    @Blocks("java.nio.channels.FileChannel.read")
    void readSeekable() throws Exception {
        seekable.read(ByteBuffer.allocate(8));
    }

    @Silent
    void readSubmitted() throws Exception {
        asynchronous.read(ByteBuffer.allocate(8), 0);
    }

    @Silent
    void readWriteOnly() throws Exception {
        try {
            writeOnly.read(ByteBuffer.allocate(8));
        } catch (NonReadableChannelException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.nio.channels.FileChannel.size")
    void size() throws Exception {
        channel.size();
    }

    @Blocks("java.nio.channels.AsynchronousFileChannel.size")
    void sizeAsynchronous() throws Exception {
        asynchronous.size();
    }

    @Blocks("java.nio.channels.FileChannel.transferFrom")
    void transferFrom() throws Exception {
        target.transferFrom(source, 0, 100);
    }

    @Blocks("java.nio.channels.FileChannel.transferFrom")
    void transferFromMemory() throws Exception {
        target.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[100])), 0, 100);
    }

    @Blocks("java.nio.channels.FileChannel.transferTo")
    void transferTo() throws Exception {
        source.transferTo(0, 100, target);
    }

    @Blocks("java.nio.channels.FileChannel.transferTo")
    void transferToMemory() throws Exception {
        source.transferTo(0, 100, Channels.newChannel(new ByteArrayOutputStream()));
    }

    @Blocks("java.nio.channels.FileChannel.truncate")
    void truncate() throws Exception {
        target.truncate(10);
    }

    @Blocks("java.nio.channels.AsynchronousFileChannel.truncate")
    void truncateAsynchronous() throws Exception {
        asynchronous.truncate(100);
    }

    @Silent
    void tryLock() throws Exception {
        tried.tryLock();
    }

    @Blocks("java.nio.channels.FileChannel.write")
    void write() throws Exception {
        channel.write(ByteBuffer.allocate(8));
    }

    @Blocks("java.nio.channels.FileChannel.write")
    void writeAt() throws Exception {
        channel.write(ByteBuffer.allocate(8), 1);
    }

    @Blocks("java.io.OutputStream.write")
    void writeByStream() throws Exception {
        Channels.newOutputStream(channel).write(1);
    }

    @Blocks("java.io.Writer.close")
    void writeByWriter() throws Exception {
        Channels.newWriter(toClose, StandardCharsets.UTF_8).append("x").close();
    }

    @Blocks("java.nio.channels.FileChannel.write")
    void writeGathered() throws Exception {
        channel.write(new ByteBuffer[] {ByteBuffer.allocate(8), ByteBuffer.allocate(8)});
    }

    @Silent
    void writeOutOfMemory() throws Exception {
        ByteBuffer.allocateDirect(8).put((byte) 1);
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(scratch.large(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
