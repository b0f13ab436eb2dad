// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The slow forms: only with {@code -Pdeep}, with their output on the console. */
@Tag("deep")
class DeepIT {
    /** Fails when a forbidden outcome was seen. */
    @Test
    void theWakeUpProtocolLosesNothing() throws Exception {
        String jar = System.getProperty("benchmarks.jar", "");
        assertThat(java("-cp", jar, "org.openjdk.jcstress.Main", "-m", "quick", "-r", "jcstress-results"))
                .isZero();
    }

    @Test
    void everythingIsMeasured() throws Exception {
        assertThat(java("-jar", System.getProperty("benchmarks.jar", ""), "all"))
                .isZero();
    }

    private static int java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(new File(System.getProperty("java.home"), "bin/java").getPath());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(new File(System.getProperty("benchmarks.jar", "")).getParentFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}
