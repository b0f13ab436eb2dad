// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.File;
import java.io.IOException;

/** {@code java.io.File}, method by method. */
@SuppressWarnings({"ReturnValueIgnored", "ResultOfMethodCallIgnored", "CheckReturnValue"})
final class JavaIoFileProbes implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final File file = scratch.file("file").toFile();
    private final File directory = scratch.directory("directory").toFile();
    private final File deleted = scratch.file("deleted").toFile();
    private final File renamed = scratch.file("renamed").toFile();
    private final File changed = scratch.file("changed").toFile();
    private final File readOnly = scratch.file("readOnly").toFile();

    JavaIoFileProbes() throws Exception {}

    @Blocks("java.io.File.canExecute")
    void canExecute() throws Exception {
        file.canExecute();
    }

    @Blocks("java.io.File.canRead")
    void canRead() throws Exception {
        file.canRead();
    }

    @Blocks("java.io.File.canWrite")
    void canWrite() throws Exception {
        file.canWrite();
    }

    @Silent
    void compareTo() throws Exception {
        file.compareTo(changed);
    }

    @Blocks("java.io.File.createNewFile")
    void createNewFile() throws Exception {
        path("new").createNewFile();
    }

    @Blocks("java.io.File.createTempFile")
    void createTempFile() throws Exception {
        File.createTempFile("probe", null, directory);
    }

    @Blocks("java.io.File.delete")
    void delete() throws Exception {
        deleted.delete();
    }

    @Silent
    void deleteOnExit() throws Exception {
        changed.deleteOnExit();
    }

    @Blocks("java.io.File.exists")
    void exists() throws Exception {
        file.exists();
    }

    @Blocks("java.io.File.exists")
    void existsNot() throws Exception {
        path("missing").exists();
    }

    @Silent
    void getAbsolutePath() throws Exception {
        file.getAbsolutePath();
    }

    @Blocks("java.io.File.getCanonicalFile")
    void getCanonicalFile() throws Exception {
        file.getCanonicalFile();
    }

    @Blocks("java.io.File.getCanonicalPath")
    void getCanonicalPath() throws Exception {
        file.getCanonicalPath();
    }

    @Blocks("java.io.File.getFreeSpace")
    void getFreeSpace() throws Exception {
        file.getFreeSpace();
    }

    @Silent
    void getName() throws Exception {
        file.getName();
    }

    @Silent
    void getParent() throws Exception {
        file.getParentFile();
    }

    @Silent
    void getPath() throws Exception {
        file.getPath();
    }

    @Blocks("java.io.File.getTotalSpace")
    void getTotalSpace() throws Exception {
        file.getTotalSpace();
    }

    @Blocks("java.io.File.getUsableSpace")
    void getUsableSpace() throws Exception {
        file.getUsableSpace();
    }

    @Silent
    void isAbsolute() throws Exception {
        file.isAbsolute();
    }

    @Blocks("java.io.File.isDirectory")
    void isDirectory() throws Exception {
        file.isDirectory();
    }

    @Blocks("java.io.File.isFile")
    void isFile() throws Exception {
        file.isFile();
    }

    @Blocks("java.io.File.isHidden")
    void isHidden() throws Exception {
        file.isHidden();
    }

    @Blocks("java.io.File.lastModified")
    void lastModified() throws Exception {
        file.lastModified();
    }

    @Blocks("java.io.File.length")
    void length() throws Exception {
        file.length();
    }

    @Blocks("java.io.File.list")
    void list() throws Exception {
        directory.list();
    }

    @Blocks("java.io.File.listFiles")
    void listFiles() throws Exception {
        directory.listFiles();
    }

    @Blocks("java.io.File.listFiles")
    void listFilesByName() throws Exception {
        directory.listFiles((parent, name) -> name.startsWith("o"));
    }

    @Blocks("java.io.File.listFiles")
    void listFilesFiltered() throws Exception {
        directory.listFiles(File::isFile);
    }

    @Blocks("java.io.File.list")
    void listFiltered() throws Exception {
        directory.list((parent, name) -> name.startsWith("o"));
    }

    @Silent
    void listRoots() throws Exception {
        File.listRoots();
    }

    @Blocks("java.io.File.mkdir")
    void mkdir() throws Exception {
        path("made").mkdir();
    }

    @Blocks("java.io.File.mkdirs")
    void mkdirs() throws Exception {
        path("made2/in/depth").mkdirs();
    }

    @Blocks("java.io.File.renameTo")
    void renameTo() throws Exception {
        renamed.renameTo(path("renamed2"));
    }

    @Blocks("java.io.File.setExecutable")
    void setExecutable() throws Exception {
        changed.setExecutable(true);
    }

    @Blocks("java.io.File.setExecutable")
    void setExecutableForAll() throws Exception {
        changed.setExecutable(true, false);
    }

    @Blocks("java.io.File.setLastModified")
    void setLastModified() throws Exception {
        changed.setLastModified(1_000);
    }

    @Blocks("java.io.File.setReadOnly")
    void setReadOnly() throws Exception {
        readOnly.setReadOnly();
    }

    @Blocks("java.io.File.setReadable")
    void setReadable() throws Exception {
        changed.setReadable(true);
    }

    @Blocks("java.io.File.setReadable")
    void setReadableForAll() throws Exception {
        changed.setReadable(true, false);
    }

    @Blocks("java.io.File.setWritable")
    void setWritable() throws Exception {
        changed.setWritable(true);
    }

    @Blocks("java.io.File.setWritable")
    void setWritableForAll() throws Exception {
        changed.setWritable(true, false);
    }

    @Silent
    void toPath() throws Exception {
        file.toPath();
    }

    @Blocks("java.io.File.toURI")
    void toUri() throws Exception {
        file.toURI();
    }

    @Blocks("java.io.File.toURI")
    void toUrl() throws Exception {
        file.toURI().toURL();
    }

    private File path(String name) {
        return scratch.path(name).toFile();
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
