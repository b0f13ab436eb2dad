// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Echo servers in processes of their own, loaded by another process over the loopback interface. */
final class EchoComparison {
    private static final String[] SERVERS = {"loop", "streams", "netty", "plain"};
    private static final String[] STYLES = {"protocol", "streams"};
    /** Connections and messages per batch. */
    private static final int[][] LOADS = {{1, 1}, {50, 1}, {50, 16}};

    private final Settings settings;

    EchoComparison(Settings settings) {
        this.settings = settings;
    }

    void run(int rounds) throws IOException, InterruptedException {
        Python python = Python.find(settings.python());
        Map<String, Table> tables = new LinkedHashMap<>();
        for (int[] load : LOADS) {
            tables.put(
                    name(load),
                    new Table("TCP echo, 64 bytes, " + name(load), "us CPU/request", "us p50", "us wall/request"));
        }
        for (int round = 0; round < rounds; round++) {
            for (String server : SERVERS) {
                measure(server, start(List.of(), EchoServer.class, server), tables);
                List<String> agent = List.of(settings.attach(",log=off"));
                measure(server + " + agent", start(agent, EchoServer.class, server), tables);
            }
            for (String implementation : python.implementations()) {
                for (String style : STYLES) {
                    measure(implementation + " " + style, start(python.run(implementation, "echo", style)), tables);
                }
            }
        }
        for (Table table : tables.values()) {
            System.out.print(table.print("netty"));
        }
    }

    private static String name(int[] load) {
        String connections = load[0] == 1 ? "1 connection" : load[0] + " connections";
        return load[1] == 1 ? connections : connections + ", " + load[1] + " requests in each batch";
    }

    private void measure(String row, Process server, Map<String, Table> tables)
            throws IOException, InterruptedException {
        try {
            String port = line(reader(server));
            Process client = start(List.of(), EchoLoad.class, port);
            try {
                BufferedReader answers = reader(client);
                for (int[] load : LOADS) {
                    one(load, client, answers, server.pid(), row, tables);
                }
            } finally {
                client.destroy();
                client.waitFor();
            }
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private void one(
            int[] load, Process client, BufferedReader answers, long server, String row, Map<String, Table> tables)
            throws IOException {
        int warmUp = settings.quick() ? 50 : 1_500;
        int measured = settings.quick() ? 100 : 2_000;
        String command = load[0] + " " + load[1] + " " + warmUp + " " + measured + "\n";
        client.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        if (!line(answers).equals("measuring")) {
            throw new IOException("the load generator lost its thread");
        }
        double before = ProcessTimes.ofProcess(server);
        String[] done = line(answers).split(" ", -1);
        double cpuMillis = ProcessTimes.ofProcess(server) - before;
        double requests = Double.parseDouble(done[1]);
        Table table = tables.get(name(load));
        if (table != null) {
            table.add(row, cpuMillis * 1000 / requests, Double.parseDouble(done[2]), measured * 1000.0 / requests);
        }
    }

    private Process start(List<String> options, Class<?> main, String argument) throws IOException {
        List<String> command = new ArrayList<>(List.of(settings.java(), "-Xms256m", "-Xmx256m"));
        // As the manifest of a program would have it, so that its tasks run on the best engine.
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", Settings.ownJar().getPath(), main.getName(), argument));
        return start(command);
    }

    private static Process start(List<String> command) throws IOException {
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
