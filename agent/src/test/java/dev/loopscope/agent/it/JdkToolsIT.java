// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own programs, which {@code JAVA_TOOL_OPTIONS} reaches as well, are left alone. */
class JdkToolsIT {
    @TempDir
    static Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"jcmd -l", "javac -version", "keytool -help", "jar --version"})
    void aToolOfTheJdkRunsAsWithoutTheAgent(String command) {
        String report = directory.resolve("report.jsonl").toString();
        Run run = Child.tool(directory, command.split(" ", -1))
                .environment("JAVA_TOOL_OPTIONS", "-javaagent:" + Child.JAR + "=loop-threads=*,report=" + report)
                .start(true)
                .finish();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out() + run.err()).isNotEmpty();
        assertThat(run.errLines()).as("%s", run).first().asString().startsWith("Picked up JAVA_TOOL_OPTIONS: ");
        assertThat(run.errLines().stream().skip(1)).noneMatch(line -> line.contains("oopscope"));
        assertThat(Path.of(report)).doesNotExist();
    }
}
