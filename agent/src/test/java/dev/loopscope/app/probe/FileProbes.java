// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/** File streams and random access files. */
final class FileProbes {
    private final File file = File.createTempFile("input", null);
    private final FileOutputStream out = new FileOutputStream(file);
    private final FileInputStream in;
    private final RandomAccessFile random;
    private final FileReader reader;
    private final byte[] bytes = new byte[64];

    FileProbes() throws IOException {
        out.write(new byte[256]);
        in = new FileInputStream(file);
        random = new RandomAccessFile(file, "rw");
        reader = new FileReader(file, StandardCharsets.UTF_8);
        file.deleteOnExit();
    }

    @SuppressWarnings("StreamResourceLeak")
    @Blocks("java.io.FileInputStream.<init>")
    void fileOpenInput() throws IOException {
        new FileInputStream(file);
    }

    @Blocks("java.io.FileInputStream.read")
    void fileRead() throws IOException {
        in.read();
    }

    @Blocks("java.io.FileInputStream.read")
    void fileReadBytes() throws IOException {
        in.read(bytes, 0, 8);
    }

    @Blocks("java.io.FileInputStream.readAllBytes")
    void fileReadAll() throws IOException {
        in.readAllBytes();
    }

    @Blocks("java.io.FileInputStream.skip")
    void fileSkip() throws IOException {
        in.skip(1);
    }

    @Blocks("java.io.InputStreamReader.read")
    void fileReadCharacter() throws IOException {
        reader.read();
    }

    @Blocks("java.io.FileOutputStream.<init>")
    void fileOpenOutput() throws IOException {
        new FileOutputStream(file, true);
    }

    @Blocks("java.io.FileOutputStream.write")
    void fileWrite() throws IOException {
        out.write(1);
    }

    @Blocks("java.io.FileOutputStream.write")
    void fileWriteBytes() throws IOException {
        out.write(bytes);
    }

    @Blocks("java.io.RandomAccessFile.<init>")
    void randomOpen() throws IOException {
        new RandomAccessFile(file, "r");
    }

    @Blocks("java.io.RandomAccessFile.read")
    void randomRead() throws IOException {
        random.read();
    }

    @Blocks("java.io.RandomAccessFile.readFully")
    void randomReadFully() throws IOException {
        random.readFully(bytes);
    }

    @Blocks("java.io.RandomAccessFile.write")
    void randomWrite() throws IOException {
        random.write(bytes);
    }

    @Blocks("java.io.RandomAccessFile.seek")
    void randomSeek() throws IOException {
        random.seek(0);
    }
}
