// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What {@code java.nio.file} has beside its streams and channels: attributes, stores, watching, zips as file systems. */
@SuppressWarnings({"StreamResourceLeak", "CheckReturnValue", "ReturnValueIgnored"})
final class FileSystemProbes implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final Path file = scratch.file("file");
    private final Path deleted = scratch.file("deleted");
    private final Path directory = scratch.directory("directory");
    private final Path watched = scratch.directory("watched");
    private final Path zip = zip("a.zip");
    private final FileSystemProvider provider = file.getFileSystem().provider();
    private final FileStore store = Files.getFileStore(file);
    private final BasicFileAttributeView basic = Files.getFileAttributeView(file, BasicFileAttributeView.class);
    private final PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    private final UserDefinedFileAttributeView userDefined =
            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    private final UserPrincipalLookupService principals =
            FileSystems.getDefault().getUserPrincipalLookupService();
    private final SecureDirectoryStream<Path> secure;
    private final WatchService watcher = FileSystems.getDefault().newWatchService();
    private final WatchKey key = watched.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
    private final FileSystem zipped = FileSystems.newFileSystem(zip("b.zip"));
    private final FileSystem writtenZip = FileSystems.newFileSystem(zip("c.zip"));

    FileSystemProbes() throws Exception {
        if (!(Files.newDirectoryStream(scratch.directory("secure")) instanceof SecureDirectoryStream<Path> stream)) {
            throw new IllegalStateException();
        }
        secure = stream;
        Files.writeString(writtenZip.getPath("two"), Scratch.LINE);
    }

    @Silent
    void pathIterator() throws Exception {
        file.iterator().next();
    }

    @Silent
    void pathNormalize() throws Exception {
        file.normalize();
    }

    @Silent
    void pathResolve() throws Exception {
        file.resolve("x");
    }

    @Silent
    void pathToAbsolute() throws Exception {
        file.toAbsolutePath();
    }

    @Silent
    void pathToFile() throws Exception {
        file.toFile();
    }

    @Blocks("java.nio.file.Path.toRealPath")
    void pathToRealPath() throws Exception {
        file.toRealPath();
    }

    @Blocks("java.nio.file.Path.toRealPath")
    void pathToRealPathNoFollow() throws Exception {
        file.toRealPath(LinkOption.NOFOLLOW_LINKS);
    }

    @Blocks("java.nio.file.Path.toUri")
    void pathToUri() throws Exception {
        file.toUri();
    }

    @Blocks("java.nio.file.attribute.UserPrincipalLookupService.lookupPrincipalByName")
    void principal() throws Exception {
        principals.lookupPrincipalByName("root");
    }

    @Blocks("java.nio.file.attribute.UserPrincipalLookupService.lookupPrincipalByGroupName")
    void principalOfGroup() throws Exception {
        principals.lookupPrincipalByGroupName("root");
    }

    @Blocks("java.nio.file.spi.FileSystemProvider.checkAccess")
    void providerCheckAccess() throws Exception {
        provider.checkAccess(file);
    }

    @Blocks("java.nio.file.spi.FileSystemProvider.delete")
    void providerDelete() throws Exception {
        provider.delete(deleted);
    }

    @Blocks("java.nio.file.SecureDirectoryStream.newByteChannel")
    void secureDirectory() throws Exception {
        secure.newByteChannel(Path.of("one"), Set.of(StandardOpenOption.READ));
    }

    @Blocks("java.nio.file.SecureDirectoryStream.deleteFile")
    void secureDirectoryDelete() throws Exception {
        secure.deleteFile(Path.of("two"));
    }

    @Blocks("java.nio.file.FileStore.getBlockSize")
    void storeBlockSize() throws Exception {
        store.getBlockSize();
    }

    @Silent
    void storeName() throws Exception {
        store.name();
    }

    @Blocks("java.nio.file.FileStore.getTotalSpace")
    void storeTotalSpace() throws Exception {
        store.getTotalSpace();
    }

    @Blocks("java.nio.file.FileStore.getUnallocatedSpace")
    void storeUnallocatedSpace() throws Exception {
        store.getUnallocatedSpace();
    }

    @Blocks("java.nio.file.FileStore.getUsableSpace")
    void storeUsableSpace() throws Exception {
        store.getUsableSpace();
    }

    @Blocks("java.nio.file.attribute.BasicFileAttributeView.readAttributes")
    void viewBasic() throws Exception {
        basic.readAttributes();
    }

    @Blocks("java.nio.file.attribute.BasicFileAttributeView.setTimes")
    void viewBasicSetTimes() throws Exception {
        basic.setTimes(FileTime.fromMillis(1), null, null);
    }

    @Blocks("java.nio.file.attribute.*.getOwner")
    void viewOwner() throws Exception {
        posix.getOwner();
    }

    @Blocks("java.nio.file.attribute.*.readAttributes")
    void viewPosix() throws Exception {
        posix.readAttributes();
    }

    @Blocks("java.nio.file.attribute.PosixFileAttributeView.setPermissions")
    void viewPosixSetPermissions() throws Exception {
        posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }

    @Blocks("java.nio.file.attribute.UserDefinedFileAttributeView.list")
    void viewUserDefined() throws Exception {
        userDefined.list();
    }

    @Silent
    void watchPoll() throws Exception {
        watcher.poll();
    }

    @Blocks(value = "java.nio.file.WatchService.poll", millis = Blocks.LONG)
    void watchPollTimed() throws Exception {
        watcher.poll(ThreadProbes.MILLIS, TimeUnit.MILLISECONDS);
    }

    @Blocks("java.nio.file.Path.register")
    void watchRegister() throws Exception {
        directory.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
    }

    @Silent
    void watchReset() throws Exception {
        key.reset();
    }

    @Silent
    void zipSystemExists() throws Exception {
        Files.exists(zipped.getPath("one"));
    }

    @Blocks("java.nio.file.FileSystems.newFileSystem")
    void zipSystemOpen() throws Exception {
        FileSystems.newFileSystem(zip);
    }

    @Blocks("java.nio.file.Files.readString")
    void zipSystemRead() throws Exception {
        Files.readString(zipped.getPath("one"));
    }

    @Silent
    void zipSystemSize() throws Exception {
        Files.size(zipped.getPath("one"));
    }

    @Blocks("java.nio.file.FileSystem.close")
    void zipSystemWrittenClose() throws Exception {
        writtenZip.close();
    }

    private Path zip(String name) throws IOException {
        Path made = scratch.path(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            out.putNextEntry(new ZipEntry("one"));
            out.write(new byte[100]);
            out.closeEntry();
        }
        return made;
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
