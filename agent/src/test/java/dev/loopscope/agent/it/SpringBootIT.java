// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Spring Boot application in one jar, which binds its log early, denies everything for a while, and sets the log up late: what
 * is found before, meanwhile and after is in the file that only the late set-up knows, once.
 */
@Timeout(120)
class SpringBootIT {
    private static final String PROGRAM = "dev/loopscope/app/real/SpringApp";

    @TempDir
    static Path directory;

    private static Path jar;

    @BeforeAll
    static void build() throws IOException {
        jar = directory.resolve("application.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            write(out, "META-INF/MANIFEST.MF", """
                    Manifest-Version: 1.0
                    Main-Class: org.springframework.boot.loader.launch.JarLauncher
                    Start-Class: dev.loopscope.app.real.SpringApp
                    Spring-Boot-Classes: BOOT-INF/classes/
                    Spring-Boot-Lib: BOOT-INF/lib/
                    """.getBytes(StandardCharsets.UTF_8));
            copyLauncher(out);
            write(out, "BOOT-INF/classes/", new byte[0]);
            write(
                    out,
                    "BOOT-INF/classes/application.properties",
                    "logging.file.name=app.log\n".getBytes(StandardCharsets.UTF_8));
            for (String name : List.of(PROGRAM, PROGRAM + "$Starting")) {
                write(
                        out,
                        "BOOT-INF/classes/" + name + ".class",
                        Files.readAllBytes(Child.REAL_CLASSES.resolve(name + ".class")));
            }
            write(out, "BOOT-INF/lib/", new byte[0]);
            for (String folder : List.of("spring-boot", "slf4j2", "logback")) {
                copyLibraries(out, folder);
            }
        }
    }

    private static void copyLauncher(JarOutputStream out) throws IOException {
        try (JarFile launcher = new JarFile(Child.library("spring-boot-loader").toFile())) {
            for (JarEntry entry : launcher.stream().toList()) {
                if (entry.getName().startsWith("org/")) {
                    try (InputStream in = launcher.getInputStream(entry)) {
                        write(out, entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }

    private static void copyLibraries(JarOutputStream out, String folder) throws IOException {
        try (Stream<Path> libraries = Files.list(Child.folder(folder))) {
            for (Path library : libraries.sorted().toList()) {
                write(out, "BOOT-INF/lib/" + library.getFileName(), Files.readAllBytes(library));
            }
        }
    }

    /** Not compressed, as the launcher wants its libraries. */
    private static void write(JarOutputStream out, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static Child application(String... arguments) {
        String[] words = Stream.concat(Stream.of("-jar", jar.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        return Child.launched(directory, words).options("loop-threads=x-*").whateverTimeItTakes();
    }

    @Test
    void isWaitedForUntilItsLogIsSetUp() throws IOException {
        Run run = application().runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertIsComplete(run);
    }

    @Test
    void isToldAllBeforeItsLogIsShutDown() throws IOException {
        Child.Running child = application("wait").start(true);
        ApplicationLogIT.await(child, "waits", "");
        child.process().toHandle().destroy();
        Run run = child.finish();
        assertThat(run.status()).as("%s", run).isEqualTo(143);
        assertIsComplete(run);
    }

    /** Then nobody knows whether it ever will be, and what the library does by itself is not the application's log. */
    @Test
    void isNotWaitedForLongerThanTheFirstFindingMayWait() throws IOException {
        Child.Running child = application("late").start(true);
        ApplicationLogIT.await(child, "stderr", "sleepBefore");
        Files.createFile(child.directory().resolve("go"));
        Run run = child.finish();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.errLines())
                .as("%s", run)
                .filteredOn(line -> line.startsWith("WARN loopscope.blocking-call"))
                .hasSize(2);
        String log = Files.readString(run.directory().resolve("app.log"));
        ApplicationLogIT.assertEachIsSaidOnce(run, 3, log + run.err());
        ApplicationLogIT.assertEachIsSaidOnce(run, 3, run.out() + run.err());
    }

    private static void assertIsComplete(Run run) throws IOException {
        String log = Files.readString(run.directory().resolve("app.log"));
        assertThat(log).as("%s", run).contains("the application has spoken");
        // On a machine so slow that findings would have to wait for more than five seconds they do not.
        ApplicationLogIT.assertEachIsSaidOnce(run, 3, log + run.err());
        // The console, its other appender.
        ApplicationLogIT.assertEachIsSaidOnce(run, 3, run.out() + run.err());
        if (run.out().contains("set up in time")) {
            assertThat(run.errLines()).as("%s", run).noneMatch(line -> line.startsWith("WARN loopscope"));
        }
    }
}
