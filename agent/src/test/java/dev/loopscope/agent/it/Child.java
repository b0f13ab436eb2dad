// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.DelayingProvider;
import dev.loopscope.app.Ledger;
import dev.loopscope.app.probe.Libraries;
import dev.loopscope.loop.EventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * A JVM of its own, on the JDK the tests run on, with the packaged agent. {@link #run} also runs the same program without the
 * agent (once per test JVM) and demands of every run what is always promised: the same exit status and standard output, no
 * warning of the JVM's, no error of the agent's, no hook missing, nothing dropped.
 */
final class Child {
    static final Path JAR = Path.of(property("agent.jar"));
    /** What {@link #real} runs. */
    static final Path REAL_CLASSES = Path.of(property("real.classes"));

    private static final Path LIBRARIES = Path.of(property("child.libraries"));
    /** Only a failure takes as long; a crowded machine is given its time. */
    private static final long PATIENCE_SECONDS = 240;

    private static final Map<List<String>, Run> WITHOUT_AGENT = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path directory;
    private final List<String> program = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> jvm = new ArrayList<>();
    private final List<String> jvmAfter = new ArrayList<>();
    private final List<String> agentJvm = new ArrayList<>();
    private final List<Path> classPath = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private boolean reports = true;
    private boolean besideItself;
    private boolean isTool;
    private boolean jvmTalks;
    private long patienceSeconds = PATIENCE_SECONDS;
    /** Starts of lines the JVM writes because it was told to do something, not because something is wrong. */
    private final List<String> expectedLines = new ArrayList<>();

    private Child(Path directory) {
        this.directory = directory;
    }

    /** A program of {@code dev.loopscope.app} with everything it may use on its class path, Netty 4.2 included. */
    static Child of(Path directory, Class<?> main, String... arguments) {
        return bare(directory, main, arguments)
                .library(EventLoop.class)
                .library(LoggerFactory.class)
                .library(EventLoopGroup.class)
                .library(EventExecutor.class)
                .library(ByteBuf.class)
                .library(AddressResolver.class);
    }

    /** A program that uses nothing but the JDK. */
    static Child bare(Path directory, Class<?> main, String... arguments) {
        Child child = new Child(directory).library(main);
        child.program.add(main.getName());
        child.program.addAll(List.of(arguments));
        return child;
    }

    /**
     * A program of {@code dev.loopscope.app.real}: compiled against libraries that no other test sees, which are to be added.
     */
    static Child real(Path directory, String main, String... arguments) {
        Child child = new Child(directory);
        child.classPath.add(REAL_CLASSES);
        child.program.add("dev.loopscope.app.real." + main);
        child.program.addAll(List.of(arguments));
        return child;
    }

    /** A program started by other words than a class path and a class: {@code -jar FILE}, {@code -p PATH -m MODULE}. */
    static Child launched(Path directory, String... words) {
        Child child = new Child(directory);
        child.program.addAll(List.of(words));
        return child;
    }

    /** A program of the JDK's, {@code javac -version}; it gets no agent but by the environment. */
    static Child tool(Path directory, String... command) {
        Child child = new Child(directory);
        child.program.addAll(List.of(command));
        child.isTool = true;
        return child;
    }

    /** Adds the jar or folder a class came from. */
    Child library(Class<?> type) {
        try {
            classPath.add(Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Adds the jars of a folder of {@code child.libraries}, before all others. */
    Child libraries(String folder) {
        try (Stream<Path> jars = Files.list(LIBRARIES.resolve(folder))) {
            classPath.addAll(0, jars.sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds what a family of probes says it needs. */
    Child librariesOf(Class<?> family) {
        Libraries needed = family.getAnnotation(Libraries.class);
        if (needed != null) {
            for (String folder : needed.value()) {
                libraries(folder);
            }
        }
        return this;
    }

    /** Adds a folder of classes, before all others. */
    Child classes(Path folder) {
        classPath.add(0, folder);
        return this;
    }

    /** The one jar in a folder of {@code child.libraries} whose name begins so. */
    static Path library(String folder, String start) {
        try (Stream<Path> jars = Files.list(LIBRARIES.resolve(folder))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder of {@code child.libraries}. */
    static Path folder(String name) {
        return LIBRARIES.resolve(name);
    }

    static Path library(String folder) {
        try (Stream<Path> jars = Files.list(LIBRARIES.resolve(folder))) {
            return jars.findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Agent options, {@code key=value}. */
    Child options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /**
     * For findings that have nothing to do with time: what a crowded machine makes slow, a callback, a line printed, a class
     * loaded, is not the matter then. What waits on purpose is reported however short it is.
     */
    Child whateverTimeItTakes() {
        return options("slow-callback=100s", "blocking-min=100s");
    }

    /** JVM arguments, also of the run without the agent; before {@code -javaagent}. */
    Child jvm(String... more) {
        jvm.addAll(List.of(more));
        return this;
    }

    /** Selectors are {@link DelayingProvider}'s. */
    Child delayingSelectors() {
        return jvm("-Djava.nio.channels.spi.SelectorProvider=" + DelayingProvider.class.getName())
                // The provider finds the system's own, which no package of the JDK's hands out.
                .jvm("--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED");
    }

    /** JVM arguments that follow {@code -javaagent}. */
    Child jvmAfter(String... more) {
        jvmAfter.addAll(List.of(more));
        return this;
    }

    /** JVM arguments that only the run with the agent gets; before {@code -javaagent}. */
    Child agentJvm(String... more) {
        agentJvm.addAll(List.of(more));
        return this;
    }

    /** For programs that take longer than some minutes. */
    Child patience(long seconds) {
        patienceSeconds = seconds;
        return this;
    }

    /** The JVM itself writes to standard output before the program does. */
    Child whoseJvmTalks() {
        jvmTalks = true;
        return this;
    }

    /** Part of a line that the JVM writes on account of the arguments given to it. */
    Child expectLine(String part) {
        expectedLines.add(part);
        return this;
    }

    Child environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** No report file: for runs in which the agent is off, or whose options say where. */
    Child withoutReport() {
        reports = false;
        return this;
    }

    /** Runs with and without the agent go on at the same time; for programs that wait more than they work. */
    Child besideItself() {
        besideItself = true;
        return this;
    }

    /** Runs it and demands what is always promised. */
    Run run() {
        Running with = start(true);
        Run run = besideItself ? null : with.finish();
        Run plain = runWithoutAgent();
        run = run == null ? with.finish() : run;
        assertThat(run.status())
                .as("exit status of %s%n%nwithout the agent: %s", run, plain)
                .isEqualTo(plain.status());
        if (jvmTalks) {
            assertThat(run.out()).as("standard output of %s", run).endsWith(plain.out());
        } else {
            assertThat(run.out()).as("standard output of %s", run).isEqualTo(plain.out());
        }
        assertQuiet(run, warnings(plain));
        return run;
    }

    /**
     * As {@link #run}, without the run without the agent: for one of many programs that end well and write what their own test
     * knows.
     */
    Run runAlone() {
        Run run = start(true).finish();
        assertThat(run.status()).as("exit status of %s", run).isZero();
        assertThat(run.out()).as("standard output of %s", run).endsWith("end\n");
        assertQuiet(run, List.of());
        return run;
    }

    private void assertQuiet(Run run, List<String> usualWarnings) {
        List<String> warnings = warnings(run);
        warnings.removeAll(usualWarnings);
        warnings.removeIf(line -> expectedLines.stream().anyMatch(line::contains));
        assertThat(warnings).as("warnings of %s", run).isEmpty();
        if (reports) {
            assertThat(run.start().getAsJsonArray("hooksMissing"))
                    .as("hooks of %s", run)
                    .isEmpty();
            assertThat(run.end().get("agentErrors").getAsInt())
                    .as("agent errors of %s", run)
                    .isZero();
            assertThat(run.end().get("dropped").getAsInt())
                    .as("dropped findings of %s", run)
                    .isZero();
        }
    }

    /** Runs it with the agent. */
    Run runUnchecked() {
        return start(true).finish();
    }

    /** The same program by itself; remembered. */
    Run runWithoutAgent() {
        List<String> key = new ArrayList<>(jvm);
        key.addAll(program);
        classPath.forEach(path -> key.add(path.toString()));
        environment.forEach((name, value) -> key.add(name + "=" + value));
        Run known = WITHOUT_AGENT.get(key);
        if (known == null) {
            known = start(false).finish();
            WITHOUT_AGENT.put(key, known);
        }
        return known;
    }

    /** Lines only the JVM writes. */
    private static List<String> warnings(Run run) {
        List<String> warnings = new ArrayList<>();
        for (String line : run.errLines()) {
            if (line.startsWith("WARNING:")
                    || line.contains("VM warning")
                    || line.contains("Sharing is only supported")
                    || line.startsWith("Picked up")) {
                warnings.add(line);
            }
        }
        return warnings;
    }

    /** A JVM that runs. */
    record Running(String command, Process process, Path directory, long patienceSeconds) {
        /** Waits for its end; kills it when that takes too long, which fails the test. */
        Run finish() {
            try {
                if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                    process.toHandle().destroyForcibly();
                    process.waitFor();
                    throw new AssertionError("still running after " + patienceSeconds + " s: " + read(-1));
                }
                return read(process.exitValue());
            } catch (InterruptedException e) {
                process.toHandle().destroyForcibly();
                throw new IllegalStateException(e);
            }
        }

        private Run read(int status) {
            try {
                return new Run(
                        command,
                        status,
                        Files.readString(directory.resolve("stdout")),
                        Files.readString(directory.resolve("stderr")),
                        Run.records(report()),
                        Run.measured(directory.resolve("ledger")),
                        directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path report() {
            return directory.resolve("report.jsonl");
        }
    }

    Running start(boolean withAgent) {
        return start(withAgent, true);
    }

    /** With the agent; nobody reads what it prints, unless the caller does. */
    Running startUnread() {
        return start(true, false);
    }

    private Running start(boolean withAgent, boolean toFiles) {
        try {
            Path own = Files.createDirectory(directory.resolve("run-" + NUMBER.incrementAndGet()));
            List<String> command = command(withAgent, own);
            ProcessBuilder builder = new ProcessBuilder(command).directory(own.toFile());
            if (toFiles) {
                builder.redirectOutput(own.resolve("stdout").toFile())
                        .redirectError(own.resolve("stderr").toFile());
            }
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("LOOPSCOPE_")
                            || name.equals("JAVA_TOOL_OPTIONS")
                            || name.equals("JDK_JAVA_OPTIONS"));
            if (withAgent) {
                builder.environment().putAll(environment);
            }
            Process process = builder.start();
            process.getOutputStream().close();
            command.removeIf(word -> word.contains(File.pathSeparator) && word.endsWith(".jar"));
            return new Running(String.join(" ", command), process, own, patienceSeconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(boolean withAgent, Path own) {
        List<String> command = new ArrayList<>();
        Path tools = Path.of(System.getProperty("java.home"), "bin");
        if (isTool) {
            command.addAll(program);
            command.set(0, tools.resolve(program.get(0)).toString());
            return command;
        }
        command.add(tools.resolve("java").toString());
        command.addAll(jvm);
        if (withAgent) {
            command.addAll(agentJvm);
            command.add("-javaagent:" + JAR + argument(own));
            command.addAll(jvmAfter);
        }
        command.add("-D" + Ledger.PROPERTY + "=" + own.resolve("ledger"));
        if (!classPath.isEmpty()) {
            command.add("-cp");
            List<String> paths = new ArrayList<>();
            classPath.forEach(path -> paths.add(path.toString()));
            command.add(String.join(File.pathSeparator, paths));
        }
        command.addAll(program);
        return command;
    }

    private String argument(Path own) {
        List<String> all = new ArrayList<>(options);
        if (reports) {
            all.add("report=" + own.resolve("report.jsonl"));
        }
        return all.isEmpty() ? "" : "=" + String.join(",", all);
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("run by the build, which sets " + name);
        }
        return value;
    }
}
