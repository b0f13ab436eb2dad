// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.premain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentJarTest {
    @TempDir
    private Path directory;

    private final byte[] large = new byte[200_000];

    AgentJarTest() {
        // Half of it can be packed.
        byte[] random = new byte[100_000];
        new Random(7).nextBytes(random);
        System.arraycopy(random, 0, large, 0, random.length);
    }

    private Path jar(int method, String comment) throws IOException {
        Path path = directory.resolve("some.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
            out.setComment(comment);
            out.setMethod(method);
            add(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8), method);
            add(out, "in/", new byte[0], method);
            add(out, "in/Empty", new byte[0], method);
            add(out, "in/Large", large, method);
            ZipEntry withExtra = entry("in/WithExtra", new byte[] {1, 2, 3}, method);
            withExtra.setLastModifiedTime(FileTime.fromMillis(1_000_000_000_000L));
            withExtra.setComment("of the entry");
            out.putNextEntry(withExtra);
            out.write(new byte[] {1, 2, 3});
            out.closeEntry();
            add(out, "outside/Other", new byte[] {4}, method);
            add(out, "in/Last", new byte[] {5}, method);
        }
        return path;
    }

    private static ZipEntry entry(String name, byte[] bytes, int method) {
        ZipEntry entry = new ZipEntry(name);
        if (method == ZipEntry.STORED) {
            CRC32 sum = new CRC32();
            sum.update(bytes);
            entry.setCrc(sum.getValue());
            entry.setSize(bytes.length);
        }
        return entry;
    }

    private static void add(ZipOutputStream out, String name, byte[] bytes, int method) throws IOException {
        out.putNextEntry(entry(name, bytes, method));
        out.write(bytes);
        out.closeEntry();
    }

    private void assertReads(Path path) throws IOException {
        AgentJar jar = new AgentJar(path.toFile(), "in/");
        assertThat(jar.bytes("in/Empty")).isEmpty();
        assertThat(jar.bytes("in/Large")).isEqualTo(large);
        assertThat(jar.bytes("in/WithExtra")).containsExactly(1, 2, 3);
        assertThat(jar.bytes("in/Last")).containsExactly(5);
        assertThat(jar.bytes("in/Large")).isEqualTo(large);
        assertThat(jar.bytes("in/None")).isNull();
        assertThat(jar.bytes("outside/Other")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void readsWhatIsInTheFolderHoweverItIsPacked(int method) throws IOException {
        assertReads(jar(method, ""));
    }

    @Test
    void readsAJarWithAComment() throws IOException {
        assertReads(jar(ZipEntry.STORED, "Of the build. ".repeat(4_000)));
    }

    @Test
    void whatIsNoJarIsNamed() throws IOException {
        for (int size : new int[] {0, 5, 22, 100_000}) {
            Path path = Files.write(directory.resolve("other.jar"), new byte[size]);
            assertThatThrownBy(() -> new AgentJar(path.toFile(), "in/"))
                    .as("%d bytes", size)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("other.jar");
        }
    }

    @Test
    void aDamagedJarIsNamedAndSaysWhichEntry() throws IOException {
        Path path = jar(ZipEntry.DEFLATED, "");
        byte[] bytes = Files.readAllBytes(path);
        // All that comes before the directory.
        Arrays.fill(bytes, 0, new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2"), (byte) 0);
        Files.write(path, bytes);
        AgentJar jar = new AgentJar(path.toFile(), "in/");
        assertThatThrownBy(() -> jar.bytes("in/Large"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("some.jar")
                .hasMessageContaining("in/Large");
    }

    @Test
    void aJarThatWasCutOffIsNamed() throws IOException {
        Path path = jar(ZipEntry.STORED, "");
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOfRange(bytes, 150_000, bytes.length));
        assertThatThrownBy(() -> new AgentJar(path.toFile(), "in/").bytes("in/Large"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("some.jar");
    }

    @Test
    void goesOnReadingWhenTheFileIsReplaced() throws IOException {
        Path path = jar(ZipEntry.STORED, "");
        AgentJar jar = new AgentJar(path.toFile(), "in/");
        Files.delete(path);
        Files.write(path, new byte[] {1});
        assertThat(jar.bytes("in/Large")).isEqualTo(large);
    }
}
