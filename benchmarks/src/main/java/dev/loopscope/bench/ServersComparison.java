// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Servers on libraries' loops, with the agent and without. Both are warm, and are loaded in turns by a process each, so that what
 * is compared is the work of each request and neither start nor compiler. What a compiler makes of the same code differs by some
 * percent from one JVM to the next, so every few rounds are those of two new JVMs.
 */
final class ServersComparison {
    private static final String PROGRAM = "dev.loopscope.app.real.Healthy";
    private static final int ROUNDS_OF_A_PAIR = 3;

    static final List<String> LIBRARIES = List.of("netty", "vertx", "reactor-netty", "webflux", "grpc");

    private final Settings settings;
    private final File classes;

    /** Needs the programs that the agent's integration tests compile, beside the agent. */
    ServersComparison(Settings settings) {
        this.settings = settings;
        this.classes = new File(settings.agent().getParentFile(), "real-classes");
        if (!classes.isDirectory()) {
            throw new IllegalArgumentException("no programs in " + classes + ": mvn verify makes them");
        }
    }

    void run(String library, int rounds) throws IOException {
        Table table = new Table("HTTP or gRPC hello, 8 connections: " + library, "us CPU/request");
        for (int begun = 0; begun < rounds; begun += ROUNDS_OF_A_PAIR) {
            addPair(table, library, Math.min(ROUNDS_OF_A_PAIR, rounds - begun));
        }
        System.out.print(table.print(library));
    }

    private void addPair(Table table, String library, int rounds) throws IOException {
        try (Pair plain = new Pair(library, List.of());
                Pair watched = new Pair(library, List.of(settings.attach(",log=off")))) {
            plain.ask(settings.quick() ? 50 : 10_000, 50);
            watched.ask(settings.quick() ? 50 : 10_000, 50);
            for (int round = 0; round < rounds; round++) {
                table.add(library, plain.measure());
                table.add(library + " + agent", watched.measure());
            }
        }
    }

    /** A server and who asks it. */
    private final class Pair implements AutoCloseable {
        private final Process server;
        private final Process client;
        private final BufferedReader answers;

        Pair(String library, List<String> options) throws IOException {
            server = start(options, library, "serve");
            client = start(List.of(), library, "ask", line(reader(server)));
            answers = reader(client);
        }

        double measure() throws IOException {
            return ask(settings.quick() ? 50 : 500, settings.quick() ? 100 : 3_000);
        }

        /** Returns the processor's time of one request, in microseconds. */
        private double ask(int warmUpMillis, int millis) throws IOException {
            String command = warmUpMillis + " " + millis + "\n";
            client.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
            if (!line(answers).equals("measuring")) {
                throw new IOException("the load generator lost its thread");
            }
            double before = ProcessTimes.ofProcess(server.pid());
            double requests = Double.parseDouble(line(answers).split(" ", -1)[1]);
            return (ProcessTimes.ofProcess(server.pid()) - before) * 1000 / requests;
        }

        @Override
        public void close() {
            client.destroy();
            server.destroy();
            client.onExit().join();
            server.onExit().join();
        }
    }

    private Process start(List<String> options, String... arguments) throws IOException {
        File libraries = new File(settings.agent().getParentFile(), "child-libraries");
        List<String> command = new ArrayList<>(List.of(settings.java(), "-Xms256m", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                String.join(
                        File.pathSeparator,
                        classes.getPath(),
                        new File(libraries, "web").getPath() + File.separator + "*",
                        new File(libraries, "spring-boot").getPath() + File.separator + "*",
                        new File(libraries, "webflux").getPath() + File.separator + "*",
                        new File(libraries, "grpc").getPath() + File.separator + "*"),
                PROGRAM));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader reader(Process process) {
        return process.inputReader(StandardCharsets.US_ASCII);
    }

    private static String line(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new IOException("a measured process has ended");
        }
        return line;
    }
}
