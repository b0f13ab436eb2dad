// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** {@code java.nio.file.Files}, method by method. */
@SuppressWarnings({"StreamResourceLeak", "CheckReturnValue", "ReturnValueIgnored"})
final class FilesProbes implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final Path file = scratch.large("file");
    private final Path directory = scratch.directory("directory");
    private final Path replaced = scratch.file("replaced");
    private final Path deleted = scratch.file("deleted");
    private final Path moved = scratch.file("move");
    private final Path movedToo = scratch.file("moveToo");
    private final Path changed = scratch.file("changed");
    private final Path symbolic = Files.createSymbolicLink(scratch.path("link0"), file);
    private final UserPrincipal owner = Files.getOwner(file);
    private final Stream<String> lines = Files.lines(file);
    private final Stream<Path> list = Files.list(directory);
    private final Stream<Path> walk = Files.walk(directory);
    private final DirectoryStream<Path> entries = Files.newDirectoryStream(directory);
    private final InputStream in = Files.newInputStream(file);
    private final InputStream in2 = Files.newInputStream(file);
    private final InputStream in3 = Files.newInputStream(file);
    private final OutputStream out = Files.newOutputStream(scratch.path("out"));

    FilesProbes() throws Exception {}

    @Blocks("java.nio.file.Files.copy")
    void copy() throws Exception {
        Files.copy(file, path("copy"));
    }

    @Blocks("java.nio.file.Files.copy")
    void copyDirectory() throws Exception {
        Files.copy(directory, path("copyDirectory"));
    }

    @Blocks("java.nio.file.Files.copy")
    void copyFromStream() throws Exception {
        Files.copy(new ByteArrayInputStream(new byte[8]), path("copyFrom"));
    }

    @Blocks("java.nio.file.Files.copy")
    void copyReplacing() throws Exception {
        Files.copy(file, replaced, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Blocks("java.nio.file.Files.copy")
    void copyToStream() throws Exception {
        Files.copy(file, OutputStream.nullOutputStream());
    }

    @Blocks("java.nio.file.Files.createDirectories")
    void createDirectories() throws Exception {
        Files.createDirectories(path("made/in/depth"));
    }

    @Blocks("java.nio.file.Files.createDirectory")
    void createDirectory() throws Exception {
        Files.createDirectory(path("created"));
    }

    @Blocks("java.nio.file.Files.createFile")
    void createExisting() throws Exception {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.nio.file.Files.createFile")
    void createFile() throws Exception {
        Files.createFile(path("createdFile"));
    }

    @Blocks("java.nio.file.Files.createLink")
    void createLink() throws Exception {
        Files.createLink(path("link"), file);
    }

    @Blocks("java.nio.file.Files.createSymbolicLink")
    void createSymbolicLink() throws Exception {
        Files.createSymbolicLink(path("symbolic"), file);
    }

    @Blocks("java.nio.file.Files.createTempDirectory")
    void createTempDirectory() throws Exception {
        Files.createTempDirectory(directory, "temp");
    }

    @Blocks("java.nio.file.Files.createTempFile")
    void createTempFile() throws Exception {
        Files.createTempFile(directory, "temp", null);
    }

    @Blocks("java.nio.file.Files.delete")
    void delete() throws Exception {
        Files.delete(deleted);
    }

    @Blocks("java.nio.file.Files.deleteIfExists")
    void deleteIfExists() throws Exception {
        Files.deleteIfExists(path("missing"));
    }

    @Blocks("java.nio.file.Files.delete")
    void deleteMissing() throws Exception {
        try {
            Files.delete(path("missing"));
        } catch (NoSuchFileException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.nio.file.Files.exists")
    void exists() throws Exception {
        Files.exists(file);
    }

    @Blocks("java.nio.file.Files.exists")
    void existsNoFollow() throws Exception {
        Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Blocks("java.nio.file.Files.exists")
    void existsNot() throws Exception {
        Files.exists(path("missing"));
    }

    @Blocks("java.nio.file.Files.find")
    void find() throws Exception {
        Files.find(directory, 2, (path, attributes) -> true).close();
    }

    @Blocks("java.nio.file.Files.getAttribute")
    void getAttribute() throws Exception {
        Files.getAttribute(file, "unix:ino");
    }

    @Silent
    void getFileAttributeView() throws Exception {
        Files.getFileAttributeView(file, BasicFileAttributeView.class);
    }

    @Blocks("java.nio.file.Files.getFileStore")
    void getFileStore() throws Exception {
        Files.getFileStore(file);
    }

    @Blocks("java.nio.file.Files.getLastModifiedTime")
    void getLastModifiedTime() throws Exception {
        Files.getLastModifiedTime(file);
    }

    @Blocks("java.nio.file.Files.getOwner")
    void getOwner() throws Exception {
        Files.getOwner(file);
    }

    @Blocks("java.nio.file.Files.getPosixFilePermissions")
    void getPosixFilePermissions() throws Exception {
        Files.getPosixFilePermissions(file);
    }

    @Blocks("java.nio.file.Files.isDirectory")
    void isDirectory() throws Exception {
        Files.isDirectory(file);
    }

    @Blocks("java.nio.file.Files.isExecutable")
    void isExecutable() throws Exception {
        Files.isExecutable(file);
    }

    @Silent(covers = "java.nio.file.Files.isHidden")
    void isHidden() throws Exception {
        Files.isHidden(file);
    }

    @Blocks("java.nio.file.Files.isReadable")
    void isReadable() throws Exception {
        Files.isReadable(file);
    }

    @Blocks("java.nio.file.Files.isRegularFile")
    void isRegularFile() throws Exception {
        Files.isRegularFile(file);
    }

    @Blocks("java.nio.file.Files.isSameFile")
    void isSameFile() throws Exception {
        Files.isSameFile(file, directory);
    }

    @Silent
    void isSameFileEqual() throws Exception {
        Files.isSameFile(file, file);
    }

    @Blocks("java.nio.file.Files.isSymbolicLink")
    void isSymbolicLink() throws Exception {
        Files.isSymbolicLink(file);
    }

    @Blocks("java.nio.file.Files.isWritable")
    void isWritable() throws Exception {
        Files.isWritable(file);
    }

    @Blocks("java.nio.file.Files.lines")
    void lines() throws Exception {
        Files.lines(file).close();
    }

    @Blocks("java.util.stream.Stream.count")
    void linesCounted() throws Exception {
        lines.count();
    }

    @Blocks("java.nio.file.Files.list")
    void list() throws Exception {
        Files.list(directory).close();
    }

    @Blocks("java.util.stream.Stream.count")
    void listCounted() throws Exception {
        list.count();
    }

    @Blocks("java.nio.file.Files.mismatch")
    void mismatch() throws Exception {
        Files.mismatch(file, replaced);
    }

    @Blocks("java.nio.file.Files.move")
    void move() throws Exception {
        Files.move(moved, path("moved"));
    }

    @Blocks("java.nio.file.Files.move")
    void moveAtomically() throws Exception {
        Files.move(movedToo, path("movedToo"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Blocks("java.nio.file.Files.newBufferedReader")
    void newBufferedReader() throws Exception {
        Files.newBufferedReader(file);
    }

    @Blocks("java.nio.file.Files.newBufferedWriter")
    void newBufferedWriter() throws Exception {
        Files.newBufferedWriter(path("written1"));
    }

    @Blocks("java.nio.file.Files.newByteChannel")
    void newByteChannel() throws Exception {
        Files.newByteChannel(file);
    }

    @Blocks("java.nio.file.Files.newDirectoryStream")
    void newDirectoryStream() throws Exception {
        Files.newDirectoryStream(directory);
    }

    @Blocks("java.util.Iterator.hasNext")
    void newDirectoryStreamIterated() throws Exception {
        entries.iterator().hasNext();
    }

    @Blocks("java.nio.file.Files.newInputStream")
    void newInputStream() throws Exception {
        Files.newInputStream(file);
    }

    @Silent
    void newInputStreamAvailable() throws Exception {
        in.available();
    }

    @Blocks("java.io.InputStream.read")
    void newInputStreamRead() throws Exception {
        in.read();
    }

    @Blocks("java.io.InputStream.readAllBytes")
    void newInputStreamReadAllBytes() throws Exception {
        in2.readAllBytes();
    }

    @Blocks("java.io.InputStream.skip")
    void newInputStreamSkip() throws Exception {
        in.skip(1);
    }

    @Blocks("java.io.InputStream.transferTo")
    void newInputStreamTransferTo() throws Exception {
        in3.transferTo(OutputStream.nullOutputStream());
    }

    @Blocks("java.nio.file.Files.newOutputStream")
    void newOutputStream() throws Exception {
        Files.newOutputStream(path("written2"));
    }

    @Blocks("java.io.OutputStream.write")
    void newOutputStreamWrite() throws Exception {
        out.write(1);
    }

    @Blocks("java.nio.file.Files.notExists")
    void notExists() throws Exception {
        Files.notExists(path("missing"));
    }

    @Silent
    void nullPath() throws Exception {
        try {
            Files.readAllBytes(null);
        } catch (NullPointerException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.nio.file.Files.readAllBytes")
    void readAllBytes() throws Exception {
        Files.readAllBytes(file);
    }

    @Blocks("java.nio.file.Files.readAllBytes")
    void readAllBytesMissing() throws Exception {
        try {
            Files.readAllBytes(path("missing"));
        } catch (NoSuchFileException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.nio.file.Files.readAllLines")
    void readAllLines() throws Exception {
        Files.readAllLines(file);
    }

    @Blocks("java.nio.file.Files.readAttributes")
    void readAttributes() throws Exception {
        Files.readAttributes(file, BasicFileAttributes.class);
    }

    @Blocks("java.nio.file.Files.readAttributes")
    void readAttributesByName() throws Exception {
        Files.readAttributes(file, "*");
    }

    @Blocks("java.nio.file.Files.readString")
    void readString() throws Exception {
        Files.readString(file);
    }

    @Blocks("java.nio.file.Files.readSymbolicLink")
    void readSymbolicLink() throws Exception {
        Files.readSymbolicLink(symbolic);
    }

    @Blocks("java.nio.file.Files.setAttribute")
    void setAttribute() throws Exception {
        Files.setAttribute(changed, "lastModifiedTime", FileTime.fromMillis(1_000));
    }

    @Blocks("java.nio.file.Files.setLastModifiedTime")
    void setLastModifiedTime() throws Exception {
        Files.setLastModifiedTime(changed, FileTime.fromMillis(1_000));
    }

    @Blocks("java.nio.file.Files.setOwner")
    void setOwner() throws Exception {
        Files.setOwner(changed, owner);
    }

    @Blocks("java.nio.file.Files.setPosixFilePermissions")
    void setPosixFilePermissions() throws Exception {
        Files.setPosixFilePermissions(
                changed, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    @Blocks("java.nio.file.Files.size")
    void size() throws Exception {
        Files.size(file);
    }

    @Blocks("java.nio.file.Files.walk")
    void walk() throws Exception {
        Files.walk(directory).close();
    }

    @Blocks("java.util.stream.Stream.count")
    void walkCounted() throws Exception {
        walk.count();
    }

    @Blocks("java.nio.file.Files.walkFileTree")
    void walkFileTree() throws Exception {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {});
    }

    @Blocks("java.nio.file.Files.write")
    void write() throws Exception {
        Files.write(path("written3"), new byte[8]);
    }

    @Blocks("java.nio.file.Files.write")
    void writeLines() throws Exception {
        Files.write(path("written4"), List.of("a", "b"));
    }

    @Blocks("java.nio.file.Files.writeString")
    void writeString() throws Exception {
        Files.writeString(path("written5"), "x");
    }

    private Path path(String name) {
        return scratch.path(name);
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
