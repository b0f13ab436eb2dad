// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A directory of a family's own, with what its probes need; main thread. */
final class Scratch implements AutoCloseable {
    static final String LINE = "a line of forty characters, and so many\n";

    private final Path directory = Files.createTempDirectory("probes");

    Scratch() throws IOException {}

    /** A name for what is not there yet. */
    Path path(String name) {
        return directory.resolve(name);
    }

    /** A file of some lines. */
    Path file(String name) throws IOException {
        return Files.writeString(path(name), LINE.repeat(8));
    }

    /** A file larger than any buffer on the way. */
    Path large(String name) throws IOException {
        return Files.writeString(path(name), LINE.repeat(2_000));
    }

    /** A directory with two files in it. */
    Path directory(String name) throws IOException {
        Path made = Files.createDirectory(path(name));
        Files.writeString(made.resolve("one"), LINE);
        Files.writeString(made.resolve("two"), LINE);
        return made;
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
