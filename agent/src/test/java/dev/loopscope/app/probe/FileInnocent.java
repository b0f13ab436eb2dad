// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.CharArrayWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Scanner;
import java.util.zip.CRC32;

/** What looks like input and output and stays in memory. */
@SuppressWarnings({"CheckReturnValue", "ReturnValueIgnored"})
final class FileInnocent {
    private final byte[] bytes = "a line\nanother\n".getBytes(StandardCharsets.UTF_8);

    @Silent
    void bufferedReader() throws IOException {
        new BufferedReader(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)).readLine();
    }

    @Silent
    static void bufferedWriter() throws IOException {
        try (BufferedWriter writer = new BufferedWriter(new StringWriter())) {
            writer.write("x");
        }
    }

    @Silent
    static void byteBuffer() {
        ByteBuffer.allocateDirect(64).putLong(1).flip();
    }

    @Silent
    void bytesReadAll() {
        new ByteArrayInputStream(bytes).readAllBytes();
    }

    @Silent
    void bytesTransferred() throws IOException {
        new ByteArrayInputStream(bytes).transferTo(new ByteArrayOutputStream());
    }

    @Silent
    void channelOfMemory() throws IOException {
        Channels.newChannel(new ByteArrayInputStream(bytes)).read(ByteBuffer.allocate(8));
    }

    @Silent
    void checksum() {
        new CRC32().update(bytes);
    }

    @Silent
    void dataInput() throws IOException {
        new DataInputStream(new ByteArrayInputStream(bytes)).readInt();
    }

    @Silent
    static void dataOutput() throws IOException {
        new DataOutputStream(new ByteArrayOutputStream()).writeInt(1);
    }

    @Silent
    static void nullStream() throws IOException {
        OutputStream.nullOutputStream().write(1);
    }

    @Silent
    static void objects() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ObjectOutputStream(out).writeObject("x");
        new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject();
    }

    @Silent
    static void pathNames() {
        Path.of("a", "b").resolve("c").toAbsolutePath().normalize();
    }

    @Silent
    static void fileNames() {
        new File("a", "b").getAbsoluteFile().getName();
    }

    @Silent
    static void printStream() {
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8).println("x");
    }

    @Silent
    static void printWriter() {
        new PrintWriter(new CharArrayWriter(), true).println("x");
    }

    @Silent
    static void propertiesOfText() throws IOException {
        new Properties().load(new StringReader("a=b"));
    }

    @Silent
    static void scannerOfText() {
        new Scanner("a line\n").nextLine();
    }

    @Silent
    void sequence() throws IOException {
        new SequenceInputStream(new ByteArrayInputStream(bytes), new ByteArrayInputStream(bytes)).readAllBytes();
    }
}
