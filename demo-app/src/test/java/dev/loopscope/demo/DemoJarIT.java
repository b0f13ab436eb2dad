// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jar a user runs. */
class DemoJarIT {
    @Test
    void holdsTheDemoTheLoopAndALoggingBackendAndNothingOfTheAgent() throws IOException {
        try (JarFile jar = new JarFile(DemoRun.JAR.toFile())) {
            List<String> files = jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();

            assertThat(files)
                    .contains(
                            "dev/loopscope/demo/DemoApp.class",
                            "dev/loopscope/loop/EventLoop.class",
                            "org/slf4j/simple/SimpleLogger.class",
                            "META-INF/LICENSE",
                            "META-INF/NOTICE")
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.startsWith("dev/loopscope/demo/")
                            || name.startsWith("dev/loopscope/loop/")
                            || name.startsWith("org/slf4j/")
                            || name.startsWith("org/h2/")
                            || name.startsWith("META-INF/")
                            || name.equals("simplelogger.properties"))
                    .noneMatch(name -> name.contains("loopscope/agent") || name.endsWith("module-info.class"));
        }
    }

    @Test
    void manifestOpensWhatTheVirtualThreadEngineNeeds() throws IOException {
        try (JarFile jar = new JarFile(DemoRun.JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.loopscope.demo.DemoApp");
            assertThat(manifest.getValue("Add-Opens")).isEqualTo("java.base/java.lang");
        }
    }
}
