// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.FILE;
import static dev.loopscope.agent.interception.OperationKind.WAIT;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * Files, by each of the four ways to them: {@code java.io}'s streams and random access files, {@code java.io.File}, file
 * channels, and {@code java.nio.file}.
 *
 * <p>Where a public method does nothing but reach for the file, it is the point, so that its call is one operation on every
 * JDK, natives below it or not. What {@code java.nio.file} does goes through one class of static methods, one each for a
 * call of the system; they differ from JDK to JDK and only exist where the system is a Unix, as classes that never load
 * elsewhere.
 *
 * <p>Not watched, because nothing waits there: {@code available}, {@code tryLock}, releasing a lock, closing.
 */
public final class FilePoints {
    private static final String IN = "java/io/FileInputStream";
    private static final String OUT = "java/io/FileOutputStream";
    private static final String RANDOM = "java/io/RandomAccessFile";
    private static final String FILES = "java/io/File";
    private static final String CHANNEL = "sun/nio/ch/FileChannelImpl";
    private static final String ASYNCHRONOUS = "sun/nio/ch/SimpleAsynchronousFileChannelImpl";
    private static final String MAPPED = "java/nio/MappedMemoryUtils";
    private static final String PROVIDER = "sun/nio/fs/UnixFileSystemProvider";
    private static final String SYSTEM = "sun/nio/fs/UnixNativeDispatcher";

    /** The others are made of these. */
    private static final String[] RANDOM_ACCESS = {
        "open", "read", "readFully", "readLine", "readLong", "seek", "write", "writeBytes", "writeChars"
    };

    /** The others are made of these; each woven method of a class that is loaded anyway is paid for at every start. */
    private static final String[] FILE_METHODS = {
        "canExecute",
        "canRead",
        "canWrite",
        "createNewFile",
        "delete",
        "exists",
        "getCanonicalPath",
        "getFreeSpace",
        "getTotalSpace",
        "getUsableSpace",
        "isDirectory",
        "isFile",
        "isHidden",
        "lastModified",
        "length",
        "mkdir",
        "normalizedList",
        "renameTo",
        "setLastModified",
        "setReadOnly"
    };

    private static final String[] FILE_PERMISSIONS = {"setExecutable", "setReadable", "setWritable"};

    private static final String[] CHANNEL_METHODS = {
        "force", "lock", "map", "position", "read", "size", "transferFrom", "transferTo", "truncate", "write"
    };

    private static final String[] SYSTEM_CALLS = {
        "access",
        "chmod",
        "chown",
        "fstatat",
        "getgrnam",
        "getpwnam",
        "lchown",
        "link",
        "lstat",
        "mkdir",
        "mknod",
        "open",
        "openat",
        "opendir",
        "readlink",
        "realpath",
        "rename",
        "renameat",
        "rmdir",
        "stat",
        "statvfs",
        "symlink",
        "unlink",
        "unlinkat"
    };

    private FilePoints() {}

    public static void addTo(Points points) {
        addAll(points, RANDOM, RANDOM_ACCESS);
        addAll(points, FILES, FILE_METHODS);
        for (String method : FILE_PERMISSIONS) {
            points.add(Point.operation(FILE, FILES, method).descriptor("(ZZ)Z"));
        }
        addAll(points, CHANNEL, CHANNEL_METHODS);
        addAll(points, SYSTEM, SYSTEM_CALLS);
        points.addAll(
                Point.operation(FILE, IN, "open"),
                input("read"),
                input("readAllBytes"),
                input("readNBytes"),
                input("skip"),
                input("transferTo").since(21),
                Point.operation(FILE, OUT, "open"),
                // The private methods of the name are native on every JDK.
                Point.operationIf(
                        FILE,
                        OUT,
                        "write",
                        new Call("enterOutput", "(Ljava/io/FileOutputStream;I)V", Call.THIS, Call.POINT)),
                // Native before.
                Point.operation(FILE, RANDOM, "length").since(21),
                Point.operation(FILE, RANDOM, "setLength").since(21),
                Point.operation(FILE, "java/io/FileDescriptor", "sync").since(21),
                Point.operation(FILE, FILES, "createTempFile")
                        .descriptor("(Ljava/lang/String;Ljava/lang/String;Ljava/io/File;)Ljava/io/File;"),
                Point.operation(FILE, ASYNCHRONOUS, "force"),
                Point.operation(FILE, ASYNCHRONOUS, "size"),
                Point.operation(FILE, ASYNCHRONOUS, "truncate"),
                Point.operation(FILE, MAPPED, "force"),
                Point.operation(FILE, MAPPED, "load"),
                // The bytes go from file to file inside a native method.
                Point.operation(FILE, PROVIDER, "copy"),
                Point.operation(FILE, PROVIDER, "move"),
                Point.operation(FILE, SYSTEM, "exists").until(20).maybe(),
                Point.operation(FILE, SYSTEM, "stat2").since(21).maybe(),
                Point.operation(FILE, SYSTEM, "lutimes").until(24).maybe(),
                Point.operation(FILE, SYSTEM, "utimes").until(24).maybe(),
                Point.operation(FILE, SYSTEM, "utimensat").since(22).maybe(),
                Point.operation(FILE, "sun/nio/fs/UnixDirectoryStream$UnixDirectoryIterator", "readNextEntry"),
                // Watching a directory is asked of the one thread that watches, and waited for.
                Point.operation(WAIT, "sun/nio/fs/AbstractPoller", "invoke"));
    }

    private static void addAll(Points points, String owner, String[] methods) {
        for (String method : methods) {
            points.add(Point.operation(FILE, owner, method));
        }
    }

    /** These are also how the console and child processes are read. */
    private static Point input(String method) {
        return Point.operationIf(
                FILE, IN, method, new Call("enterInput", "(Ljava/io/FileInputStream;I)V", Call.THIS, Call.POINT));
    }
}
