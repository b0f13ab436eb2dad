// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the agent's one jar holds, and what of it the application could load. */
class AgentJarIT {
    private static final JarFile JAR = open();

    private static JarFile open() {
        try {
            return new JarFile(Child.JAR.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void close() throws IOException {
        JAR.close();
    }

    private static List<String> files() {
        return JAR.stream()
                .filter(entry -> !entry.isDirectory())
                .map(JarEntry::getName)
                .toList();
    }

    @Test
    void theOnlyClassesAreTheWayIn() {
        assertThat(files().stream().filter(name -> name.endsWith(".class")))
                .containsExactlyInAnyOrder(
                        "dev/loopscope/agent/premain/AgentClassLoader.class",
                        "dev/loopscope/agent/premain/AgentJar.class",
                        "dev/loopscope/agent/premain/Premain.class",
                        "dev/loopscope/agent/premain/package-info.class");
    }

    @Test
    void everythingElseIsHidden() {
        assertThat(files())
                .filteredOn(name -> !name.endsWith(".class"))
                .filteredOn(name -> !name.equals("META-INF/MANIFEST.MF") && !name.equals("META-INF/LICENSE"))
                .allMatch(name -> name.startsWith("META-INF/loopscope/agent/")
                        || name.startsWith("META-INF/loopscope/bridge/java/lang/Loopscope")
                        || name.startsWith("META-INF/loopscope/bridge/java/util/concurrent/Loopscope"))
                .filteredOn(name -> !name.endsWith(".classdata"))
                .allMatch(name -> name.endsWith("build.properties"));
    }

    @Test
    void nothingKeepsTheNameItHasInAnotherLibrary() throws IOException {
        assertThat(files()).noneMatch(name -> name.contains("bytebuddy") || name.contains("objectweb"));
        List<String> naming = new ArrayList<>();
        for (String name : files()) {
            try (InputStream in = JAR.getInputStream(JAR.getEntry(name))) {
                String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                // Names of libraries that frames are judged by are written with dots.
                if (content.contains("net/bytebuddy/") || content.contains("org/objectweb/")) {
                    naming.add(name);
                }
            }
        }
        assertThat(naming).isEmpty();
        assertThat(files()).contains("META-INF/loopscope/agent/dev/loopscope/agent/asm/ClassReader.classdata");
    }

    @Test
    void thereAreNoModulesVersionsOrDescriptorsOfTheBuild() {
        assertThat(files())
                .noneMatch(name -> name.contains("module-info"))
                .noneMatch(name -> name.startsWith("META-INF/versions/"))
                .noneMatch(name -> name.startsWith("META-INF/maven/"))
                .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA"))
                .doesNotHaveDuplicates()
                .contains("META-INF/LICENSE");
    }

    @Test
    void theManifestSaysHowToStart() throws IOException {
        Attributes main = JAR.getManifest().getMainAttributes();
        assertThat(main.getValue("Premain-Class")).isEqualTo("dev.loopscope.agent.premain.Premain");
        assertThat(main.getValue("Main-Class")).isEqualTo("dev.loopscope.agent.premain.Premain");
        assertThat(main.getValue("Can-Retransform-Classes")).isEqualTo("true");
        assertThat(main.getValue("Can-Redefine-Classes")).isEqualTo("true");
        assertThat(main.getValue("Implementation-Title")).isEqualTo("Loopscope Agent");
        assertThat(main.getValue("Implementation-Version")).isNotEmpty();
        // Would print a warning about class data sharing.
        assertThat(main.getValue("Boot-Class-Path")).isNull();
        assertThat(main.getValue("Class-Path")).isNull();
        assertThat(main.getValue("Multi-Release")).isNull();
    }

    @Test
    void theApplicationCanLoadTheWayInAndNothingElse() throws Exception {
        URL url = Child.JAR.toUri().toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {url}, ClassLoader.getPlatformClassLoader())) {
            List<String> loaded = new ArrayList<>();
            for (String name : files()) {
                if (name.endsWith(".class") || name.endsWith(".classdata")) {
                    String type = name.substring(0, name.lastIndexOf('.')).replace('/', '.');
                    tryLoad(loader, type, loaded);
                    tryLoad(loader, type.replace("META-INF.loopscope.agent.", ""), loaded);
                }
            }
            assertThat(loaded).isNotEmpty().allMatch(type -> type.startsWith("dev.loopscope.agent.premain."));
        }
    }

    private static void tryLoad(ClassLoader loader, String type, List<String> loaded) {
        try {
            loaded.add(Class.forName(type, false, loader).getName());
        } catch (ClassNotFoundException | LinkageError expected) {
            // Not to be had.
        }
    }
}
