// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/** {@code RandomAccessFile}, method by method. */
final class RandomAccessProbes implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final File file = scratch.file("file").toFile();
    private final RandomAccessFile random = new RandomAccessFile(file, "r");
    private final RandomAccessFile written =
            new RandomAccessFile(scratch.path("written").toFile(), "rw");
    private final RandomAccessFile utf =
            new RandomAccessFile(scratch.path("utf").toFile(), "rw");
    private final RandomAccessFile closing = new RandomAccessFile(file, "r");
    private final RandomAccessFile closed = new RandomAccessFile(file, "r");
    private final byte[] bytes = new byte[16];

    RandomAccessProbes() throws Exception {
        utf.writeUTF("x");
        utf.seek(0);
        closed.close();
    }

    @Silent
    void closeFile() throws Exception {
        closing.close();
    }

    @Silent
    void getChannel() throws Exception {
        random.getChannel();
    }

    @Silent
    void getFd() throws Exception {
        random.getFD();
    }

    @Blocks(value = "java.io.RandomAccessFile.length", missedOn = 17)
    void length() throws Exception {
        random.length();
    }

    @Blocks("java.io.RandomAccessFile.<init>")
    void openByName() throws Exception {
        new RandomAccessFile(file.getPath(), "r");
    }

    @Silent
    void openInWrongMode() throws Exception {
        try {
            new RandomAccessFile(file, "x");
        } catch (IllegalArgumentException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.RandomAccessFile.readBoolean")
    void readBoolean() throws Exception {
        random.readBoolean();
    }

    @Blocks("java.io.RandomAccessFile.readByte")
    void readByte() throws Exception {
        random.readByte();
    }

    @Blocks("java.io.RandomAccessFile.read")
    void readBytes() throws Exception {
        random.read(bytes);
    }

    @Blocks("java.io.RandomAccessFile.readChar")
    void readChar() throws Exception {
        random.readChar();
    }

    @Silent
    void readClosed() throws Exception {
        try {
            closed.read();
        } catch (IOException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.RandomAccessFile.readDouble")
    void readDouble() throws Exception {
        random.readDouble();
    }

    @Blocks("java.io.RandomAccessFile.readFloat")
    void readFloat() throws Exception {
        random.readFloat();
    }

    @Blocks("java.io.RandomAccessFile.readFully")
    void readFullyPart() throws Exception {
        random.readFully(bytes, 0, 8);
    }

    @Blocks("java.io.RandomAccessFile.readInt")
    void readInt() throws Exception {
        random.readInt();
    }

    @Blocks("java.io.RandomAccessFile.readLine")
    void readLine() throws Exception {
        random.readLine();
    }

    @Blocks("java.io.RandomAccessFile.readLong")
    void readLong() throws Exception {
        random.readLong();
    }

    @Blocks("java.io.RandomAccessFile.read")
    void readPart() throws Exception {
        random.read(bytes, 0, 8);
    }

    @Blocks("java.io.RandomAccessFile.readShort")
    void readShort() throws Exception {
        random.readShort();
    }

    @Blocks("java.io.RandomAccessFile.readUnsignedByte")
    void readUnsignedByte() throws Exception {
        random.readUnsignedByte();
    }

    @Blocks("java.io.RandomAccessFile.readUnsignedShort")
    void readUnsignedShort() throws Exception {
        random.readUnsignedShort();
    }

    @Blocks("java.io.RandomAccessFile.readUTF")
    void readUtf() throws Exception {
        utf.readUTF();
    }

    @Silent
    void seekBeforeStart() throws Exception {
        try {
            random.seek(-1);
        } catch (IOException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks(value = "java.io.RandomAccessFile.setLength", missedOn = 17)
    void setLength() throws Exception {
        written.setLength(100);
    }

    @Blocks("java.io.RandomAccessFile.skipBytes")
    void skipBytes() throws Exception {
        random.skipBytes(1);
    }

    @Blocks("java.io.RandomAccessFile.write")
    void write() throws Exception {
        written.write(1);
    }

    @Blocks("java.io.RandomAccessFile.writeBoolean")
    void writeBoolean() throws Exception {
        written.writeBoolean(true);
    }

    @Blocks("java.io.RandomAccessFile.writeByte")
    void writeByte() throws Exception {
        written.writeByte(1);
    }

    @Blocks("java.io.RandomAccessFile.writeBytes")
    void writeBytes() throws Exception {
        written.writeBytes("x");
    }

    @Blocks("java.io.RandomAccessFile.writeChar")
    void writeChar() throws Exception {
        written.writeChar('x');
    }

    @Blocks("java.io.RandomAccessFile.writeChars")
    void writeChars() throws Exception {
        written.writeChars("xy");
    }

    @Blocks("java.io.RandomAccessFile.writeDouble")
    void writeDouble() throws Exception {
        written.writeDouble(1);
    }

    @Blocks("java.io.RandomAccessFile.writeFloat")
    void writeFloat() throws Exception {
        written.writeFloat(1);
    }

    @Blocks("java.io.RandomAccessFile.writeInt")
    void writeInt() throws Exception {
        written.writeInt(1);
    }

    @Blocks("java.io.RandomAccessFile.writeLong")
    void writeLong() throws Exception {
        written.writeLong(1);
    }

    @Blocks("java.io.RandomAccessFile.write")
    void writePart() throws Exception {
        written.write(bytes, 0, 8);
    }

    @Blocks("java.io.RandomAccessFile.writeShort")
    void writeShort() throws Exception {
        written.writeShort(1);
    }

    @Blocks("java.io.RandomAccessFile.writeUTF")
    void writeUtf() throws Exception {
        written.writeUTF("x");
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
