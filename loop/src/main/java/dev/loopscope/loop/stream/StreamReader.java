// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * The bytes a peer sends, for one task at a time: what is asked for is awaited without blocking the loop. Loop thread only.
 *
 * <p>At most about twice the limit is kept for a task that does not read; then the transport pauses, and the peer has to
 * wait, until the task has read down to the limit. A read that is cancelled, or fails in another way than by
 * {@link IncompleteReadException}, leaves the bytes where they were, for the next one.
 *
 * <p>When the connection breaks, what had arrived before can still be read; whatever needs more fails with
 * {@link ConnectionLostException}. A connection that this side closes ends like one the peer ends.
 *
 * <p>asyncio: {@code StreamReader}; each method follows the one of the same name there.
 */
public final class StreamReader {
    private static final byte[] LINE_FEED = {'\n'};

    private final StreamProtocol protocol;
    private final Transport transport;
    private final int limit;
    private final ReadBuffer buffer = new ReadBuffer();
    private boolean ended;
    private boolean lost;
    private boolean paused;
    /** The method a task is in. */
    private @Nullable String operation;
    /** What a task waits with, and for how many bytes. */
    private @Nullable LoopFuture<@Nullable Void> arrival;

    private int wanted;

    /** As long as one of them is in use, the other may be. */
    @SuppressWarnings("unused")
    private @Nullable StreamWriter writer;

    StreamReader(StreamProtocol protocol, Transport transport, int limit) {
        this.protocol = protocol;
        this.transport = transport;
        this.limit = limit;
    }

    /**
     * Waits until there is something, and gives it: at least one byte, unless the stream has ended; then none.
     *
     * @param max at most so many bytes; 0 gives none at once; a negative number means {@link #readAll()}
     */
    public Coroutine<byte[]> read(int max) {
        if (max < 0) {
            return readAll();
        }
        return Coroutine.of(() -> {
            begin("read");
            try {
                if (max > 0) {
                    awaitBytes(1);
                }
                return take(Math.min(max, buffer.size()));
            } finally {
                operation = null;
            }
        });
    }

    /**
     * Waits until the peer has ended its side, and gives all that came, however much that is: only for peers that are
     * trusted to end. Nothing is lost when it is cancelled.
     */
    public Coroutine<byte[]> readAll() {
        return Coroutine.of(() -> {
            begin("readAll");
            try {
                awaitBytes(Integer.MAX_VALUE);
                return take(buffer.size());
            } finally {
                operation = null;
            }
        });
    }

    /**
     * Waits for so many bytes. They may be more than the limit.
     *
     * <p>Fails with {@link IncompleteReadException} if the stream ends before.
     *
     * @throws IllegalArgumentException if negative
     */
    public Coroutine<byte[]> readExactly(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("readExactly size can not be less than zero: " + count);
        }
        return Coroutine.of(() -> {
            begin("readExactly");
            try {
                awaitBytes(count);
                if (buffer.size() < count) {
                    throw IncompleteReadException.of(take(buffer.size()), count);
                }
                return take(count);
            } finally {
                operation = null;
            }
        });
    }

    /**
     * Waits for a line, and gives it with its line feed. The last one comes without if the peer ended without one; after
     * it there are none: an empty array.
     *
     * <p>Fails with {@link LimitOverrunException} if the line is longer than the limit, and drops it, or as much of it as
     * has come: the rest will be the next line.
     */
    public Coroutine<byte[]> readLine() {
        return Coroutine.of(() -> {
            begin("readLine");
            try {
                return line();
            } finally {
                operation = null;
            }
        });
    }

    /**
     * {@link #readLine()} as text, without the line feed and the carriage return before it; null when there are no more.
     *
     * @param charset one that has the line feed as the byte 10, as UTF-8 and all supersets of ASCII do
     */
    public Coroutine<@Nullable String> readTextLine(Charset charset) {
        return Coroutine.<@Nullable String>of(() -> {
            begin("readTextLine");
            try {
                byte[] line = line();
                return line.length == 0 ? null : new String(line, 0, withoutLineEnd(line), charset);
            } finally {
                operation = null;
            }
        });
    }

    /**
     * Waits for a separator, and gives everything up to it and itself.
     *
     * <p>Fails with {@link IncompleteReadException} if the stream ends before, and with {@link LimitOverrunException} if
     * there are more bytes before it than the limit; those stay in the stream.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Coroutine<byte[]> readUntil(byte[] separator) {
        if (separator.length == 0) {
            throw new IllegalArgumentException("Separator should be at least one-byte string");
        }
        byte[] copy = separator.clone();
        return Coroutine.of(() -> {
            begin("readUntil");
            try {
                return until(copy);
            } finally {
                operation = null;
            }
        });
    }

    /** Whether the stream has ended and everything was read. */
    public boolean atEof() {
        return ended && buffer.isEmpty();
    }

    /** For logs, {@code <StreamReader 12 bytes, in readLine, paused>}. Names no byte. */
    @Override
    public String toString() {
        return "<StreamReader " + buffer.size() + " bytes" + (operation == null ? "" : ", in " + operation)
                + (paused ? ", paused" : "") + (ended ? ", eof" : "") + (lost ? ", lost" : "") + ">";
    }

    /** Bytes that have arrived and were not read. */
    int buffered() {
        return buffer.size();
    }

    /** What the buffer keeps allocated. */
    int capacity() {
        return buffer.capacity();
    }

    void belongsTo(StreamWriter made) {
        writer = made;
    }

    void received(ByteBuffer data) {
        buffer.append(data);
        if (arrival != null && buffer.size() < wanted) {
            return;
        }
        wake();
        if (!paused && buffer.size() > 2L * limit) {
            paused = true;
            transport.pauseReading();
        }
    }

    void ended() {
        ended = true;
        wake();
    }

    void lost(boolean failed) {
        if (failed) {
            lost = true;
        } else {
            ended = true;
        }
        wake();
    }

    private void begin(String name) {
        EventLoop loop = protocol.loop();
        if (loop != EventLoop.currentOrNull()) {
            throw new IllegalStateException(name + "() called in a task of another loop: the stream belongs to "
                    + loop.name() + "; start a task there with loop.runCoroutineThreadSafe(coroutine)");
        }
        if (operation != null) {
            throw new IllegalStateException(name + "() called while another coroutine is already waiting for incoming"
                    + " data, in " + operation + "(); let one task read, or a lock take care of turns");
        }
        operation = name;
    }

    private byte[] line() {
        try {
            return until(LINE_FEED);
        } catch (IncompleteReadException last) {
            return last.partial();
        } catch (LimitOverrunException tooLong) {
            // With the line feed if it is there, else all of it.
            drop(tooLong.consumed() < buffer.size() ? tooLong.consumed() + 1 : buffer.size());
            throw tooLong;
        }
    }

    private static int withoutLineEnd(byte[] line) {
        int length = line.length;
        if (line[length - 1] == '\n') {
            length--;
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
        }
        return length;
    }

    private byte[] until(byte[] separator) {
        SeparatorSearch search = new SeparatorSearch(buffer, separator);
        while (true) {
            int index = search.find();
            if (index > limit) {
                throw new LimitOverrunException("Separator is found, but chunk is longer than limit", index);
            }
            if (index >= 0) {
                return take(index + separator.length);
            }
            if (search.without() > limit) {
                throw new LimitOverrunException("Separator is not found, and chunk exceed the limit", search.without());
            }
            if (ended) {
                throw IncompleteReadException.withoutSeparator(take(buffer.size()));
            }
            awaitBytes(buffer.size() + 1);
        }
    }

    /** Returns with fewer bytes only when the stream has ended. */
    private void awaitBytes(int count) {
        while (buffer.size() < count && !ended) {
            if (lost) {
                protocol.refuseIfLost();
            }
            if (paused) {
                paused = false;
                transport.resumeReading();
            }
            buffer.trim();
            wanted = count;
            LoopFuture<@Nullable Void> wait = protocol.loop().createFuture();
            arrival = wait;
            try {
                wait.await();
            } finally {
                arrival = null;
            }
        }
    }

    private void wake() {
        if (arrival != null && !arrival.isDone()) {
            arrival.setResult(null);
        }
    }

    private byte[] take(int count) {
        byte[] taken = buffer.take(count);
        resumeIfDown();
        return taken;
    }

    private void drop(int count) {
        buffer.drop(count);
        resumeIfDown();
    }

    private void resumeIfDown() {
        if (paused && buffer.size() <= limit) {
            paused = false;
            transport.resumeReading();
        }
    }
}
