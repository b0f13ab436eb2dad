// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.io.StreamTokenizer;
import java.io.Writer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Formatter;
import java.util.Properties;
import java.util.Scanner;
import java.util.concurrent.Callable;

/** File streams, and what wraps them. */
@SuppressWarnings({"StreamResourceLeak", "DefaultCharset", "ReturnValueIgnored", "CheckReturnValue"})
final class FileStreamProbes implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final File file = scratch.large("file").toFile();
    private final File created = scratch.path("created").toFile();
    private final File missing = scratch.path("missing").toFile();
    private final File inNoDirectory = scratch.path("missing/file").toFile();
    private final FileInputStream noCertificate =
            new FileInputStream(scratch.file("noCertificate").toFile());
    private final CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    private final FileInputStream in = new FileInputStream(file);
    private final FileInputStream wrapped = new FileInputStream(file);
    private final FileInputStream largeIn1 = new FileInputStream(file);
    private final FileInputStream transferred = new FileInputStream(file);
    private final FileInputStream transferredToFile = new FileInputStream(file);
    private final FileInputStream closing = new FileInputStream(file);
    private final FileInputStream closed = new FileInputStream(file);
    private final FileOutputStream out =
            new FileOutputStream(scratch.path("out").toFile());
    private final FileDescriptor fd = out.getFD();
    private final FileOutputStream target =
            new FileOutputStream(scratch.path("target").toFile());
    private final FileOutputStream closingOut =
            new FileOutputStream(scratch.path("closing").toFile());
    private final FileOutputStream closedOut =
            new FileOutputStream(scratch.path("closed").toFile());
    private final BufferedOutputStream bufferedOut =
            new BufferedOutputStream(new FileOutputStream(scratch.path("b1").toFile()));
    private final BufferedOutputStream bufferedOut2 =
            new BufferedOutputStream(new FileOutputStream(scratch.path("b2").toFile()));
    private final BufferedReader bufferedReader = reader();
    private final BufferedReader bufferedReader2 = reader();
    private final BufferedReader bufferedReader3 = reader();
    private final BufferedWriter bufferedWriter = writer("w1");
    private final BufferedWriter bufferedWriter2 = writer("w2");
    private final BufferedWriter bufferedWriter3 = writer("w3");
    private final BufferedWriter tryWriter = writer("w4");
    private final DataInputStream utf;
    private final DataOutputStream dataOut =
            new DataOutputStream(new FileOutputStream(scratch.path("data").toFile()));
    private final FileReader fileReader = new FileReader(file, StandardCharsets.UTF_8);
    private final FileReader readerByBuffer = new FileReader(file, StandardCharsets.UTF_8);
    private final FileReader readerToSkip = new FileReader(file, StandardCharsets.UTF_8);
    private final FileReader readerToTransfer = new FileReader(file, StandardCharsets.UTF_8);
    private final FileWriter fileWriter = new FileWriter(scratch.path("w5").toFile(), StandardCharsets.UTF_8);
    private final FileWriter fileWriter2 = new FileWriter(scratch.path("w6").toFile(), StandardCharsets.UTF_8);
    private final LineNumberReader lineNumbers = new LineNumberReader(new FileReader(file, StandardCharsets.UTF_8));
    private final FileInputStream objects;
    private final ObjectInputStream objectIn;
    private final ObjectOutputStream objectOut =
            new ObjectOutputStream(new FileOutputStream(scratch.path("o2").toFile()));
    private final PrintWriter printWriter = new PrintWriter(writer("w7"));
    private final PrintWriter flushing = new PrintWriter(writer("w8"), true);
    private final FileInputStream properties = new FileInputStream(file);
    private final Scanner scanner = new Scanner(file, StandardCharsets.UTF_8);
    private final StreamTokenizer tokenizer = new StreamTokenizer(new FileReader(file, StandardCharsets.UTF_8));
    private final DigestInputStream digest =
            new DigestInputStream(new FileInputStream(file), MessageDigest.getInstance("SHA-256"));
    private final MethodHandle handle;
    private final byte[] bytes = new byte[16];
    private final byte[] large = new byte[40_000];
    private final char[] chars = new char[40_000];

    private static final Method READ = readMethod();

    FileStreamProbes() throws Exception {
        try (DataOutputStream written = new DataOutputStream(
                        new FileOutputStream(scratch.path("utf").toFile()));
                ObjectOutputStream object = new ObjectOutputStream(
                        new FileOutputStream(scratch.path("o1").toFile()))) {
            written.writeUTF("x");
            object.writeObject("x");
        }
        utf = new DataInputStream(new FileInputStream(scratch.path("utf").toFile()));
        objects = new FileInputStream(scratch.path("o1").toFile());
        objectIn = new ObjectInputStream(new FileInputStream(scratch.path("o1").toFile()));
        handle = MethodHandles.lookup()
                .findVirtual(FileInputStream.class, "read", MethodType.methodType(int.class))
                .bindTo(in);
        closed.close();
        closedOut.close();
        bufferedOut.write(1);
        bufferedOut2.write(1);
        bufferedWriter.write("x");
        bufferedWriter2.write("x");
        fileWriter.write("x");
        printWriter.print("x");
    }

    @Silent
    void inAvailable() throws Exception {
        in.available();
    }

    @Silent
    void inClose() throws Exception {
        closing.close();
    }

    @Silent
    void inGetChannel() throws Exception {
        in.getChannel();
    }

    @Silent
    void inGetFd() throws Exception {
        in.getFD();
    }

    @Silent
    void inOpenByDescriptor() throws Exception {
        new FileInputStream(fd);
    }

    @Blocks("java.io.FileInputStream.<init>")
    void inOpenByName() throws Exception {
        new FileInputStream(file.getPath());
    }

    @Blocks("java.io.FileInputStream.<init>")
    void inOpenMissing() throws Exception {
        try {
            new FileInputStream(missing);
        } catch (FileNotFoundException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.FileInputStream.read")
    void inRead() throws Exception {
        in.read(bytes);
    }

    @Blocks("java.io.FileInputStream.read")
    void inReadByHandle() {
        try {
            int read = (int) handle.invokeExact();
            if (read < 0) {
                throw new IllegalStateException();
            }
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    @Blocks("java.io.FileInputStream.read")
    void inReadByReference() throws Exception {
        Callable<Integer> read = in::read;
        read.call();
    }

    @Blocks("java.io.FileInputStream.read")
    void inReadByReflection() throws Exception {
        READ.invoke(in);
    }

    @Silent
    void inReadClosed() throws Exception {
        try {
            closed.read();
        } catch (IOException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.FileInputStream.readNBytes")
    void inReadNBytes() throws Exception {
        in.readNBytes(8);
    }

    @Blocks("java.io.InputStream.readNBytes")
    void inReadNBytesInto() throws Exception {
        in.readNBytes(bytes, 0, 8);
    }

    @Silent
    void inReadOutOfBounds() throws Exception {
        try {
            in.read(bytes, 1, bytes.length);
        } catch (IndexOutOfBoundsException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.FileInputStream.<init>")
    void inReadWithClose() throws Exception {
        try (InputStream opened = new FileInputStream(file)) {
            if (opened.available() < 0) {
                throw new IllegalStateException();
            }
        }
    }

    @Blocks("java.io.InputStream.skipNBytes")
    void inSkipNBytes() throws Exception {
        in.skipNBytes(1);
    }

    @Blocks("java.io.*InputStream.transferTo")
    void inTransferTo() throws Exception {
        transferred.transferTo(OutputStream.nullOutputStream());
    }

    @Blocks("java.io.*InputStream.transferTo")
    void inTransferToFile() throws Exception {
        transferredToFile.transferTo(target);
    }

    @Silent
    void outClose() throws Exception {
        closingOut.close();
    }

    @Silent
    void outFlush() throws Exception {
        out.flush();
    }

    @Blocks("java.io.FileOutputStream.<init>")
    void outOpenByName() throws Exception {
        new FileOutputStream(file.getPath(), true);
    }

    @Blocks("java.io.FileOutputStream.<init>")
    void outOpenFile() throws Exception {
        new FileOutputStream(created);
    }

    @Blocks("java.io.FileOutputStream.<init>")
    void outOpenInNoDirectory() throws Exception {
        try {
            new FileOutputStream(inNoDirectory);
        } catch (FileNotFoundException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks(value = "java.io.FileDescriptor.sync", missedOn = 17)
    void outSync() throws Exception {
        fd.sync();
    }

    @Silent
    void outWriteClosed() throws Exception {
        try {
            closedOut.write(1);
        } catch (IOException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.FileOutputStream.write")
    void outWritePart() throws Exception {
        out.write(bytes, 0, 8);
    }

    @Blocks("java.io.BufferedInputStream.read")
    void wrapBufferedInput() throws Exception {
        new BufferedInputStream(wrapped).read();
    }

    @Blocks("java.io.FilterInputStream.read")
    void wrapBufferedInputPart() throws Exception {
        new BufferedInputStream(largeIn1).read(large);
    }

    @Blocks("java.io.FilterOutputStream.close")
    void wrapBufferedOutputClose() throws Exception {
        bufferedOut.close();
    }

    @Blocks("java.io.BufferedOutputStream.flush")
    void wrapBufferedOutputFlush() throws Exception {
        bufferedOut2.flush();
    }

    @Blocks("java.io.BufferedReader.readLine")
    void wrapBufferedReader() throws Exception {
        bufferedReader.readLine();
    }

    @Blocks("java.util.stream.Stream.count")
    void wrapBufferedReaderLines() throws Exception {
        bufferedReader2.lines().count();
    }

    @Blocks("java.io.Reader.read")
    void wrapBufferedReaderLongLine() throws Exception {
        bufferedReader3.read(chars);
    }

    @Blocks("java.io.BufferedWriter.close")
    void wrapBufferedWriterClose() throws Exception {
        bufferedWriter.close();
    }

    @Blocks("java.io.BufferedWriter.flush")
    void wrapBufferedWriterFlush() throws Exception {
        bufferedWriter2.flush();
    }

    @Blocks("java.io.Writer.write")
    void wrapBufferedWriterFull() throws Exception {
        bufferedWriter3.write(chars);
    }

    @Blocks("java.io.BufferedWriter.close")
    void wrapClosesWhatItWrote() throws Exception {
        try (Writer writer = tryWriter) {
            writer.write("x");
        }
    }

    @Blocks("java.security.cert.CertificateFactory.generateCertificate")
    void wrapCertificate() {
        try {
            certificates.generateCertificate(noCertificate);
        } catch (CertificateException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.io.DataInputStream.readInt")
    void wrapDataInput() throws Exception {
        new DataInputStream(in).readInt();
    }

    @Blocks("java.io.DataInputStream.readFully")
    void wrapDataInputFully() throws Exception {
        new DataInputStream(in).readFully(bytes);
    }

    @Blocks("java.io.DataInputStream.readUTF")
    void wrapDataInputUtf() throws Exception {
        utf.readUTF();
    }

    @Blocks("java.io.DataOutputStream.writeLong")
    void wrapDataOutput() throws Exception {
        dataOut.writeLong(1);
    }

    @Blocks("java.io.DataOutputStream.writeInt")
    void wrapDataOutputInt() throws Exception {
        dataOut.writeInt(1);
    }

    @Blocks("java.io.DataOutputStream.writeUTF")
    void wrapDataOutputUtf() throws Exception {
        dataOut.writeUTF("x");
    }

    @Blocks("java.io.FilterInputStream.read")
    void wrapDigest() throws Exception {
        digest.read(bytes);
    }

    @Blocks("java.io.FileReader.<init>")
    void wrapFileReader() throws Exception {
        new FileReader(file, StandardCharsets.UTF_8);
    }

    @Blocks("java.io.Reader.read")
    void wrapFileReaderRead() throws Exception {
        fileReader.read(chars);
    }

    @Blocks("java.io.FileWriter.<init>")
    void wrapFileWriter() throws Exception {
        new FileWriter(created, StandardCharsets.UTF_8);
    }

    @Blocks("java.io.OutputStreamWriter.flush")
    void wrapFileWriterFlush() throws Exception {
        fileWriter.flush();
    }

    @Blocks("java.util.Formatter.<init>")
    void wrapFormatter() throws Exception {
        new Formatter(created, "UTF-8");
    }

    @Blocks("java.io.InputStreamReader.read")
    void wrapInputStreamReader() throws Exception {
        new InputStreamReader(in, StandardCharsets.UTF_8).read();
    }

    @Blocks("java.io.LineNumberReader.readLine")
    void wrapLineNumberReader() throws Exception {
        lineNumbers.readLine();
    }

    @Blocks("java.io.ObjectInputStream.<init>")
    void wrapObjectInput() throws Exception {
        new ObjectInputStream(objects);
    }

    @Blocks("java.io.ObjectInputStream.readObject")
    void wrapObjectInputRead() throws Exception {
        objectIn.readObject();
    }

    @Blocks("java.io.ObjectOutputStream.writeObject")
    void wrapObjectOutput() throws Exception {
        objectOut.writeObject("x");
    }

    @Blocks("java.io.PrintStream.<init>")
    void wrapPrintStream() throws Exception {
        new PrintStream(created, StandardCharsets.UTF_8);
    }

    @Blocks("java.io.PrintWriter.<init>")
    void wrapPrintWriter() throws Exception {
        new PrintWriter(created, StandardCharsets.UTF_8);
    }

    @Blocks("java.io.PrintWriter.flush")
    void wrapPrintWriterFlush() throws Exception {
        printWriter.flush();
    }

    @Blocks("java.io.PrintWriter.println")
    void wrapPrintWriterPrintln() throws Exception {
        flushing.println("x");
    }

    @Blocks("java.util.Properties.load")
    void wrapProperties() throws Exception {
        new Properties().load(properties);
    }

    @Blocks("java.util.Properties.store")
    void wrapPropertiesStore() throws Exception {
        new Properties().store(out, null);
    }

    @Blocks("java.io.PushbackInputStream.read")
    void wrapPushback() throws Exception {
        new PushbackInputStream(in).read();
    }

    @Blocks("java.io.InputStreamReader.read")
    void wrapReaderRead() throws Exception {
        readerByBuffer.read(CharBuffer.allocate(8));
    }

    @Silent
    void wrapReaderReady() throws Exception {
        readerByBuffer.ready();
    }

    @Blocks("java.io.Reader.skip")
    void wrapReaderSkip() throws Exception {
        readerToSkip.skip(8);
    }

    @Blocks("java.io.Reader.transferTo")
    void wrapReaderTransferTo() throws Exception {
        readerToTransfer.transferTo(Writer.nullWriter());
    }

    @Blocks("java.util.Scanner.<init>")
    void wrapScanner() throws Exception {
        new Scanner(file, StandardCharsets.UTF_8);
    }

    @Blocks("java.util.Scanner.nextLine")
    void wrapScannerNextLine() throws Exception {
        scanner.nextLine();
    }

    @Blocks("java.io.SequenceInputStream.read")
    void wrapSequence() throws Exception {
        new SequenceInputStream(in, wrapped).read();
    }

    @Blocks("java.io.StreamTokenizer.nextToken")
    void wrapTokenizer() throws Exception {
        tokenizer.nextToken();
    }

    @Silent
    void wrapWriterBuffers() throws Exception {
        fileWriter2.write("x");
    }

    private static Method readMethod() {
        try {
            return FileInputStream.class.getMethod("read");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private BufferedReader reader() throws IOException {
        return new BufferedReader(new FileReader(file, StandardCharsets.UTF_8));
    }

    private BufferedWriter writer(String name) throws IOException {
        return new BufferedWriter(new FileWriter(scratch.path(name).toFile(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
