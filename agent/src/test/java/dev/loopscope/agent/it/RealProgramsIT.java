// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers and clients of other people's libraries under load. Those that are right, with all the errors and resets of an
 * ordinary day, are silent; of the one mistake that is planted, all that is said is what it is and where.
 */
class RealProgramsIT {
    @TempDir
    static Path directory;

    /** A program and what it runs on. */
    enum Program {
        NETTY_41("NettyEcho", "netty41", "nioEventLoopGroup-*"),
        NETTY_42("NettyEcho", "web", "nioEventLoopGroup-*"),
        VERTX("VertxServer", "web", "vert.x-eventloop-*,vert.x-acceptor-*"),
        REACTOR_NETTY("ReactorServer", "web", "reactor-http-*,parallel-*"),
        GRPC("GrpcServer", "grpc", "grpc-default-*"),
        JDK_HTTP_CLIENT("HttpClientPipeline", "", "HttpClient-*-SelectorManager");

        private final String main;
        private final String libraries;
        /** Globs of all its loops. */
        private final String names;

        Program(String main, String libraries, String names) {
            this.main = main;
            this.libraries = libraries;
            this.names = names;
        }

        /** Of an older Netty, and of native code, newer JDKs warn by themselves. */
        private Run run(Child child) {
            return this == NETTY_41 || this == GRPC ? child.run() : child.runAlone();
        }

        /** What a crowded machine makes long is nobody's mistake: only what holds a lock on purpose takes half a second. */
        private Child child(String plant) {
            Child child = Child.real(directory, main, plant)
                    .options("mode=test", "slow-callback=100s", "blocking-min=500ms")
                    .patience(120);
            return libraries.isEmpty() ? child : child.libraries(libraries);
        }
    }

    private static Child naming(Child child, String threads) {
        return child.options("loop-threads=" + threads);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    void aHealthyServerUnderLoadIsSilent(Program program) {
        assertServesInSilence(program.child("none").run());
    }

    /** Naming a loop that is known anyway makes nothing worse, also while it starts and after it has ended. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    void aHealthyServerWhoseThreadsAreNamedIsSilent(Program program) {
        Run run = program.run(naming(program.child("none"), program.names));
        assertServesInSilence(run);
        // Said a second after the first loop, if the program still runs then: each loop once, as what it turned out to
        // be.
        for (String line : run.errLines()) {
            if (line.contains(" watching ")) {
                String[] loops = line.substring(line.indexOf(": ") + 2).split("( \\([^)]*\\)(, )?)");
                assertThat(loops).as(line).doesNotHaveDuplicates();
            }
        }
    }

    /** Also that nothing grows, which the program itself looks at. */
    @ParameterizedTest
    @Tag("deep")
    @ValueSource(strings = {"netty", "vertx", "reactor-netty", "webflux", "grpc"})
    void aHealthyServerUnderLoadForMinutesIsSilentAndDoesNotGrow(String library) {
        assertServesInSilence(healthy(library, "180").patience(600).run());
    }

    /** Beside other tests: four loops set up all of Spring at once, and the machine is busy with something else. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aHealthyWebFluxServerIsSilent() {
        assertServesInSilence(healthy("webflux", "6").run());
    }

    private static Child healthy(String library, String seconds) {
        return Child.real(directory, "Healthy", library, "both", seconds)
                .libraries("grpc")
                .libraries("web")
                .libraries("spring-boot")
                .libraries("webflux")
                .options("blocking-min=500ms");
    }

    private static void assertServesInSilence(Run run) {
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).as("%s", run).endsWith("end\n");
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource(delimiter = '|', textBlock = """
            NETTY_41        | sleep | java.lang.Thread.sleep                              | NettyEcho$Server.channelRead | 12
            NETTY_42        | sleep | java.lang.Thread.sleep                              | NettyEcho$Server.channelRead | 12
            NETTY_41        | lock  | java.util.concurrent.locks.ReentrantLock.lock       | NettyEcho$Server.channelRead | 0
            NETTY_42        | lock  | java.util.concurrent.locks.ReentrantLock.lock       | NettyEcho$Server.channelRead | 0
            VERTX           | file  | java.io.RandomAccessFile.read                       | VertxServer.price            | 30
            VERTX           | latch | java.util.concurrent.CountDownLatch.await           | VertxServer.tick             | 1
            REACTOR_NETTY   | parallel | java.lang.Thread.sleep                           | ReactorServer.afterDelay     | 30
            REACTOR_NETTY   | join  | java.util.concurrent.CompletableFuture.join         | ReactorServer.price          | 0
            GRPC            | sleep | java.lang.Thread.sleep                              | GrpcServer.price             | 30
            JDK_HTTP_CLIENT | dns   | java.net.InetAddress.getByName                      | HttpClientPipeline.withName  | 0
            """)
    void whatIsPlantedIsFoundAndNothingElse(Program program, String plant, String operation, String place, int times) {
        assertFound(program.run(program.child(plant)), program, operation, place, times);
        assertFound(program.run(naming(program.child(plant), program.names)), program, operation, place, times);
    }

    /**
     * Every occurrence is counted in one finding, however many loops it happens on; {@code times} 0 for any number: the
     * JDK's client also lets the thread that asks read an answer that is there already, and a lock is held now and then.
     */
    private static void assertFound(Run run, Program program, String operation, String place, int times) {
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding finding = run.lines().get(0);
        assertThat(finding.id()).isEqualTo("blocking-call");
        assertThat(finding.operation()).isEqualTo(operation);
        assertThat(finding.place()).isEqualTo(place);
        assertThat(finding.via()).isNull();
        assertThat(finding.loop()).isEqualTo(finding.thread()).matches(regex(program.names));
        if (times > 0) {
            assertThat(run.count(finding.fingerprint())).as("%s", run).isEqualTo(times);
        }
    }

    private static String regex(String globs) {
        return globs.replace(".", "\\.").replace("*", ".*").replace(',', '|');
    }
}
