// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as an application's own configuration of its log, and what only Spring Boot reads. */
class LogConfigurationTest {
    @TempDir
    Path folder;

    private boolean isFoundBeside(String file) throws IOException {
        Files.createFile(folder.resolve(file));
        return isFound();
    }

    private boolean isFound() throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            return LogConfiguration.isFoundBy(loader);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"logback.xml", "logback-test.xml", "logback.groovy", "log4j2.properties", "log4j2-test.yaml"})
    void aFileThatTheLibraryReads(String file) throws IOException {
        assertThat(isFoundBeside(file)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logback-spring.xml", "log4j2-spring.xml", "application.properties"})
    void notOneThatSpringBootReads(String file) throws IOException {
        assertThat(isFoundBeside(file)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logback.configurationFile", "log4j2.configurationFile", "log4j.configurationFile"})
    void aPropertyThatNamesOne(String property) throws IOException {
        System.setProperty(property, "log.xml");
        try {
            assertThat(isFound()).isTrue();
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void noneWithoutAny() throws IOException {
        assertThat(isFound()).isFalse();
        assertThat(LogConfiguration.isFoundBy(null)).isFalse();
    }
}
