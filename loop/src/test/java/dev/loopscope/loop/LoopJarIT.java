// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar users get: nothing in it but ours, and the queue library only under our name. */
class LoopJarIT {
    @Test
    void onlyTheLoopsOwnNamesAreInside() throws IOException {
        try (JarFile jar = new JarFile(Path.of("target", "loopscope-loop.jar").toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName))
                    .contains("dev/loopscope/loop/EventLoop.class")
                    .anyMatch(name -> name.startsWith("dev/loopscope/loop/jctools/"))
                    .allMatch(name -> name.startsWith("dev/loopscope/loop/") || name.startsWith("META-INF/"))
                    .noneMatch(name -> name.contains("/versions/") || name.endsWith("module-info.class"));
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("dev.loopscope.loop");
        }
    }
}
