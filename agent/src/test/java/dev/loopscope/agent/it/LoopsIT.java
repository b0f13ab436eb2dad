// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.loopscope.app.AroundEvents;
import dev.loopscope.app.DelayingProvider;
import dev.loopscope.app.Dialog;
import dev.loopscope.app.Selecting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loops that nobody has registered. Of what is right nothing is said; of a handler that sleeps, a task that computes for long,
 * many tasks at once, a late poll and a wait that is refused, where, on which loop, in whose code, and what to do instead.
 */
class LoopsIT {
    private static final String APP = "dev.loopscope.app.real.";
    private static final Set<Loops> WITHOUT_POLLS = EnumSet.of(Loops.REACTOR, Loops.SWING, Loops.NAMED);

    @TempDir
    static Path directory;

    /** A family of loops, and the names of what runs there. */
    enum Loops {
        NETTY_NIO_41(
                "NettyFamily",
                "netty41",
                "netty",
                "nioEventLoopGroup-.*",
                "NettyFamily$Reader",
                "an EventExecutorGroup passed to pipeline.addLast"),
        NETTY_NIO_42(
                "NettyFamily",
                "web",
                "netty",
                "nioEventLoopGroup-.*",
                "NettyFamily$Reader",
                "an EventExecutorGroup passed to pipeline.addLast"),
        NETTY_EPOLL_41(
                "EpollFamily",
                "epoll41",
                "netty",
                "epollEventLoopGroup-.*",
                "NettyFamily$Reader",
                "an EventExecutorGroup passed to pipeline.addLast"),
        NETTY_EPOLL_42(
                "EpollFamily",
                "epoll42",
                "netty",
                "epollEventLoopGroup-.*",
                "NettyFamily$Reader",
                "an EventExecutorGroup passed to pipeline.addLast"),
        NETTY_URING_42(
                "UringFamily",
                "uring42",
                "netty",
                "uringEventLoopGroup-.*",
                "NettyFamily$Reader",
                "an EventExecutorGroup passed to pipeline.addLast"),
        VERTX(
                "VertxFamily",
                "web",
                "vertx",
                "vert\\.x-eventloop-thread-.*",
                "VertxFamily$Reader",
                "vertx.executeBlocking(...)"),
        REACTOR(
                "ReactorFamily",
                "web",
                "reactor",
                "(parallel|single)-1",
                "ReactorFamily lambda",
                "publishOn(Schedulers.boundedElastic())"),
        REACTOR_NETTY(
                "ReactorNettyFamily",
                "web",
                "reactor-netty",
                "reactor-tcp-nio-.*",
                "ReactorNettyFamily",
                "publishOn(Schedulers.boundedElastic())"),
        JDK_HTTP_CLIENT(
                "HttpClientFamily",
                "",
                "jdk-http-client",
                "HttpClient-1-SelectorManager",
                "HttpClientFamily$Reader",
                "an executor with threads of its own (HttpClient.Builder.executor)"),
        SWING("SwingFamily", "", "swing", "AWT-EventQueue-0", "SwingFamily$WorkEvent", "a SwingWorker"),
        /** What it runs nobody knows. */
        NAMED("NamedFamily", "", "named", "my-loop-1", "", "another thread's executor");

        private final String program;
        private final String libraries;
        private final String family;
        private final String name;
        private final String handler;
        private final String offload;

        Loops(String program, String libraries, String family, String name, String handler, String offload) {
            this.program = program;
            this.libraries = libraries;
            this.family = family;
            this.name = name;
            this.handler = handler;
            this.offload = offload;
        }

        private Child child() {
            Child child = Child.real(directory, "LoopHandlers", program)
                    .library(DelayingProvider.class)
                    .delayingSelectors()
                    .jvm("-Djava.awt.headless=true")
                    // What a crowded machine makes long is nobody's mistake.
                    .options("mode=test", "slow-callback=500ms", "blocking-min=100s")
                    .patience(120);
            if (this == NAMED) {
                child.options("loop-threads=my-loop-*");
            }
            if (this == NETTY_URING_42) {
                child.libraries("epoll42");
            }
            return libraries.isEmpty() ? child : child.libraries(libraries);
        }

        /** A system may not have io_uring, or not let everybody use it. */
        private boolean isRefused() {
            Run plain = this == NETTY_URING_42 ? child().runWithoutAgent() : null;
            return plain != null && plain.status() != 0 && plain.err().contains("java.lang.UnsatisfiedLinkError");
        }

        /** What its library alone decides: whether there are iterations and polls, and waits that it refuses. */
        private List<String> expected() {
            List<String> ids = new ArrayList<>(List.of("blocking-call", "loop-stalled", "slow-callback"));
            if (!WITHOUT_POLLS.contains(this)) {
                ids.addAll(List.of("slow-iteration", "slow-poll"));
            }
            if (this != NAMED && this != JDK_HTTP_CLIENT) {
                ids.add("self-deadlock");
            }
            return ids;
        }

        private String exactness() {
            return this == NAMED ? ", by its name" : ", exact";
        }

        /** Of an older Netty, and of native code, newer JDKs warn by themselves. */
        private Run run() {
            return name().endsWith("_41") || program.equals("EpollFamily") || program.equals("UringFamily")
                    ? child().run()
                    : child().runAlone();
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    void whatHoldsALoopIsSaidWithItsHandlerAndWhatToDoInstead(Loops loops) {
        assumeFalse(loops.isRefused(), "this system has no io_uring");
        Run run = loops.run();
        List<Finding> findings = run.findings();
        assertThat(findings).as("%s", run).extracting(Finding::id).containsExactlyElementsOf(loops.expected());
        assertThat(findings).as("%s", run).allSatisfy(finding -> {
            assertThat(finding.loop()).isEqualTo(finding.thread()).matches(loops.name);
        });
        Finding nap = findings.get(0);
        assertThat(nap.operation()).isEqualTo("java.lang.Thread.sleep");
        assertThat(nap.place()).isEqualTo("LoopHandlers.nap");
        assertThat(nap.callback()).as("%s", run).isEqualTo(loops.handler.isEmpty() ? null : APP + loops.handler);
        for (Finding computed : findings.subList(1, 3)) {
            assertThat(computed.place()).as("%s", run).isEqualTo("LoopHandlers.compute");
            assertThat(computed.callback() == null).as("%s", run).isEqualTo(loops.handler.isEmpty());
        }
        assertThat(findings.get(2).fix()).as("%s", run).contains(loops.offload);
        for (Finding iteration : run.findings("slow-iteration")) {
            assertThat(iteration.place()).as("%s", run).isEqualTo("LoopHandlers.compute");
            assertThat(iteration.callback()).as("%s", run).startsWith(APP);
            if (loops == Loops.VERTX) {
                // What it wraps looks the same, whoever gave it.
                assertThat(iteration.message()).as("%s", run).contains("VertxFamily lambda", "VertxFamily$Told");
            }
        }
        for (Finding poll : run.findings("slow-poll")) {
            assertThat(poll.place()).as("%s", run).isEqualTo("DelayingProvider.hold");
        }
        for (Finding refused : run.findings("self-deadlock")) {
            assertThat(refused.place()).as("%s", run).endsWith(".awaitOwn");
        }
        assertThat(run.errLines())
                .as("%s", run)
                .anyMatch(line ->
                        line.contains(" watching ") && line.contains("(" + loops.family + loops.exactness() + ")"));
    }

    /** The event that opened it is over while it is open, and goes on after that. */
    @Test
    void aDialogThatIsOpenHoldsNobodyAndEventsBeforeWithinAndAfterAreJudged() {
        Run run = Child.bare(directory, Dialog.class)
                .jvm("-Djava.awt.headless=true")
                .options("mode=test", "slow-callback=500ms", "blocking-min=100s")
                .run();
        assertThat(run.lines())
                .as("%s", run)
                .extracting(Finding::id, Finding::place, Finding::operation, Finding::loop)
                .containsExactly(
                        tuple("blocking-call", "Dialog.before", "java.lang.Thread.sleep", "AWT-EventQueue-0"),
                        tuple("blocking-call", "Dialog.within", "java.lang.Thread.sleep", "AWT-EventQueue-0"),
                        tuple("blocking-call", "Dialog.after", "java.lang.Thread.sleep", "AWT-EventQueue-0"));
    }

    /** What an application does on the event thread holds it, whoever calls that. */
    @Test
    void whatRunsAroundAnEventIsJudgedWithIt() {
        Run run = Child.bare(directory, AroundEvents.class)
                .jvm("-Djava.awt.headless=true")
                .options("mode=test", "slow-callback=500ms", "blocking-min=100s")
                .run();
        assertThat(run.lines())
                .as("%s", run)
                .extracting(Finding::id, finding -> finding.stack().get(2).replaceAll("\\(.*", ""))
                .containsExactly(
                        tuple("blocking-call", "dev.loopscope.app.AroundEvents.before"),
                        tuple("blocking-call", "dev.loopscope.app.AroundEvents.after"),
                        tuple("blocking-call", "dev.loopscope.app.AroundEvents.handle"));
    }

    /** Who blocks between two selects may well be right: nobody has said that it must not. */
    @Test
    void threadsThatSelectAreSuggestedOnceAndNeverJudged() {
        Run run = Child.bare(directory, Selecting.class, "100000")
                .options("mode=all")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.errLines().stream().filter(line -> line.contains("loop-threads=")))
                .as("%s", run)
                .singleElement()
                .asString()
                .contains("not judged", "loop-threads=worker-* ");
    }

    /** Their handlers block on threads that select: there is one for each, and nobody has to keep it free. */
    @Test
    void serversWithAThreadForEachRequestAreNeverJudged() {
        assertNotJudged("1000");
    }

    @Test
    @Tag("deep")
    void serversWithAThreadForEachRequestAreNeverJudgedHoweverOftenTheyBlock() {
        assertNotJudged("100000");
    }

    private static void assertNotJudged(String requests) {
        Run run = Child.real(directory, "BlockingServers", requests)
                .libraries("selecting")
                .options("mode=all")
                .patience(600)
                .run();
        assertThat(run.out()).startsWith("hello " + requests);
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.errLines().stream().filter(line -> line.contains("loop-threads=")))
                .as("%s", run)
                .singleElement()
                .asString()
                .contains("not judged", "XNIO-1 I/O-*", "qtp");
    }

    /** As gRPC carries Netty with it. */
    @Test
    void aNettyThatWasMovedIntoSomebodysPackageIsKnown() throws IOException {
        Path moved = Files.createDirectory(directory.resolve("moved"));
        Remapper mover = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String name) {
                return name.startsWith("io/netty/") ? "com/acme/shaded/" + name : name;
            }
        };
        for (String jar : List.of("buffer", "common", "resolver", "transport")) {
            remap(Child.library("netty41", "netty-" + jar), mover, moved);
        }
        remap(Child.REAL_CLASSES, mover, moved);
        Run run = Child.real(directory, "LoopHandlers", "NettyFamily")
                .classes(moved)
                .library(DelayingProvider.class)
                .options("mode=test", "slow-callback=500ms", "blocking-min=100s")
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.findings())
                .as("%s", run)
                .extracting(Finding::id, Finding::place)
                .containsExactly(
                        tuple("blocking-call", "LoopHandlers.nap"),
                        tuple("loop-stalled", "LoopHandlers.compute"),
                        tuple("slow-callback", "LoopHandlers.compute"),
                        tuple("slow-iteration", "LoopHandlers.compute"),
                        tuple("self-deadlock", "NettyFamily.awaitOwn"));
        assertThat(run.findings().get(0).callback()).isEqualTo(APP + "NettyFamily$Reader");
        assertThat(run.errLines()).as("%s", run).anyMatch(line -> line.contains("(netty, exact)"));
    }

    /** The classes of a jar or folder that have to do with Netty. */
    private static void remap(Path classes, Remapper mover, Path into) throws IOException {
        try (FileSystem files = Files.isDirectory(classes) ? null : FileSystems.newFileSystem(classes);
                Stream<Path> all = Files.walk(
                        files == null
                                ? classes
                                : files.getRootDirectories().iterator().next())) {
            for (Path file : all.filter(name -> name.toString().endsWith(".class")
                            && !name.toString().contains("META-INF"))
                    .toList()) {
                ClassWriter writer = new ClassWriter(0);
                ClassReader reader = new ClassReader(Files.readAllBytes(file));
                reader.accept(new ClassRemapper(writer, mover), 0);
                Path target = into.resolve(mover.map(reader.getClassName()) + ".class");
                Files.createDirectories(target.getParent());
                Files.write(target, writer.toByteArray());
            }
        }
    }

    /** What is left of a family whose classes are others than those that are known would only mislead. */
    @Test
    void aLibraryThatHasChangedIsNamedAndItsLoopsAreNotWatched() throws IOException {
        Path changed = Files.createDirectory(directory.resolve("changed"));
        renameMethod(Child.library("epoll42", "netty-transport-4"), "io/netty/channel/nio/NioIoHandler", changed);
        Run run = Child.real(directory, "LoopHandlers", "NettyFamily")
                .libraries("epoll42")
                .classes(changed)
                .library(DelayingProvider.class)
                .options("mode=test")
                .runUnchecked();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.errLines())
                .as("%s", run)
                .anyMatch(line -> line.contains("io.netty.channel.nio.NioIoHandler.processSelectedKey")
                        && line.contains("loops of the netty adapter are not watched"))
                .noneMatch(line -> line.contains(" watching "));
        // The others are as they were.
        assertThat(run.end().get("agentErrors").getAsInt()).isZero();
    }

    /** A class of a jar's, of which the method that the agent knows has another name. */
    private static void renameMethod(Path jar, String type, Path into) throws IOException {
        ClassWriter renamed = new ClassWriter(0);
        try (JarFile file = new JarFile(jar.toFile());
                InputStream in = file.getInputStream(file.getJarEntry(type + ".class"))) {
            new ClassReader(in)
                    .accept(
                            new ClassRemapper(renamed, new Remapper(Opcodes.ASM9) {
                                @Override
                                public String mapMethodName(String owner, String name, String descriptor) {
                                    return name.equals("processSelectedKey") ? "processReadyKey" : name;
                                }
                            }),
                            0);
        }
        Path target = into.resolve(type + ".class");
        Files.createDirectories(target.getParent());
        Files.write(target, renamed.toByteArray());
    }
}
