// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Scanner;

/**
 * Standard input, which is at its end, output and error. There is no {@code System.console()} where these are no terminal; what
 * it reads and writes are the same descriptors.
 */
@SuppressWarnings("DefaultCharset") // as users write it
final class ConsoleProbes implements AutoCloseable {
    private static final byte[] LINE = "line\n".getBytes(StandardCharsets.UTF_8);
    private static final Method PRINTLN = println();

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    private final FileInputStream in = new FileInputStream(FileDescriptor.in);
    private final PrintWriter writer = new PrintWriter(System.out, true);
    private final OutputStreamWriter unflushed = new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
    private final BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
    private final Scanner scanner = new Scanner(System.in);
    private final Path file = Path.of("printed-" + System.nanoTime());
    private final PrintStream toFile = new PrintStream(new FileOutputStream(file.toFile()), true);
    private final PrintStream toNowhere = new PrintStream(OutputStream.nullOutputStream(), true);

    ConsoleProbes() throws IOException {}

    private static Method println() {
        try {
            return PrintStream.class.getMethod("println", String.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        toFile.close();
        Files.delete(file);
    }

    @Blocks(value = "java.io.PrintStream.println", usuallyInstant = true)
    static void printlnText() {
        System.out.println("line");
    }

    @Blocks(value = "java.io.PrintStream.println", usuallyInstant = true)
    static void printlnObject() {
        System.out.println((Object) "line");
    }

    @Blocks(value = "java.io.PrintStream.println", usuallyInstant = true)
    static void printlnNumber() {
        System.out.println(1);
    }

    @Blocks(value = "java.io.PrintStream.println", usuallyInstant = true)
    static void printlnNothing() {
        System.out.println();
    }

    @Blocks(value = "java.io.PrintStream.println", usuallyInstant = true)
    static void printlnByReference() {
        java.util.function.Consumer<String> print = System.out::println;
        print.accept("line");
    }

    @Blocks(value = "java.io.PrintStream.println", usuallyInstant = true)
    static void printlnByReflection() throws ReflectiveOperationException {
        PRINTLN.invoke(System.out, "line");
    }

    @Blocks(value = "java.io.PrintStream.print", usuallyInstant = true)
    static void print() {
        System.out.print("line\n");
    }

    @Blocks(value = "java.io.PrintStream.printf", usuallyInstant = true)
    static void printf() {
        System.out.printf(Locale.ROOT, "%s\n", "line");
    }

    @Blocks(value = "java.io.PrintStream.format", usuallyInstant = true)
    static void format() {
        System.out.format(Locale.ROOT, "%s\n", "line");
    }

    @Blocks(value = "java.io.PrintStream.append", usuallyInstant = true)
    static void append() {
        System.out.append("line\n");
    }

    @Blocks(value = "java.io.PrintStream.write", usuallyInstant = true)
    static void writeBytes() {
        System.out.write(LINE, 0, LINE.length);
    }

    @Blocks(value = "java.io.*Stream.write", usuallyInstant = true)
    static void writeAllBytes() throws IOException {
        System.out.write(LINE);
    }

    @Blocks(value = "java.io.PrintStream.write", usuallyInstant = true)
    static void writeLineEnd() {
        System.out.write('\n');
    }

    @Blocks(value = "java.io.PrintStream.flush", usuallyInstant = true)
    static void writeByteAndFlush() {
        System.out.write('x');
        System.out.flush();
    }

    @Silent
    static void flushNothing() {
        System.out.flush();
    }

    @Blocks(value = "java.io.PrintStream.println", usuallyInstant = true)
    static void printlnError() {
        System.err.println("line");
    }

    @Blocks(value = "java.lang.Throwable.printStackTrace", usuallyInstant = true)
    static void printStackTrace() {
        Throwable shown = new Throwable("shown");
        shown.setStackTrace(new StackTraceElement[0]);
        shown.printStackTrace();
    }

    @Blocks(value = "java.lang.Thread.dumpStack", usuallyInstant = true)
    static void dumpStack() {
        Thread.dumpStack();
    }

    @Blocks(value = "java.io.PrintWriter.println", usuallyInstant = true)
    void printlnThroughWriter() {
        writer.println("line");
    }

    @Blocks(value = "java.io.OutputStreamWriter.flush", usuallyInstant = true)
    void writeThroughWriterAndFlush() throws IOException {
        unflushed.write("line\n");
        unflushed.flush();
    }

    @Blocks(value = "java.io.FileOutputStream.write", usuallyInstant = true)
    void writeDescriptor() throws IOException {
        out.write(LINE);
    }

    @Blocks(value = "java.io.FileOutputStream.write", usuallyInstant = true)
    void writeErrorDescriptor() throws IOException {
        err.write('\n');
    }

    @Blocks("java.io.PrintStream.println")
    void printlnToFile() {
        toFile.println("line");
    }

    @Blocks("java.io.PrintStream.printf")
    void printfToFile() {
        toFile.printf(Locale.ROOT, "%s", "line");
    }

    @Silent
    void printlnToNowhere() {
        toNowhere.println("line");
    }

    @Blocks("java.io.BufferedInputStream.read")
    static void read() throws IOException {
        System.in.read();
    }

    @Blocks("java.io.*InputStream.read")
    static void readBytes() throws IOException {
        System.in.read(new byte[8]);
    }

    @Blocks("java.io.*InputStream.readAllBytes")
    static void readAllBytes() throws IOException {
        System.in.readAllBytes();
    }

    @Blocks("java.io.*InputStream.readNBytes")
    static void readNBytes() throws IOException {
        System.in.readNBytes(8);
    }

    @Blocks("java.io.*InputStream.transferTo")
    static void transferTo() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    @Blocks("java.io.FileInputStream.read")
    void readDescriptor() throws IOException {
        in.read();
    }

    @Blocks("java.io.BufferedReader.readLine")
    void readLine() throws IOException {
        reader.readLine();
    }

    @Blocks("java.util.Scanner.nextLine")
    void readLineByScanner() {
        try {
            scanner.nextLine();
        } catch (NoSuchElementException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    /** Asks the system, which answers at once. */
    @Silent
    static void available() throws IOException {
        System.in.available();
    }
}
