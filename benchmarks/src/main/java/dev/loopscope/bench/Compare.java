// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures things beside what they are compared with, in turns, and prints ratios.
 *
 * <p>{@code Compare [--jdk=HOME] [--agent=JAR] [--python=COMMAND] [--rounds=N] [--quick] GROUP...}, where the servers of one
 * library are a group as well, {@code servers:vertx}.
 */
public final class Compare {
    private static final String SERVERS_OF = "servers:";

    private static final List<String> GROUPS = List.of(
            "start-up", "hooks", "dispatch", "post", "wake-up", "timers", "futures", "tasks", "echo", "servers");

    private final Settings settings;

    private Compare(Settings settings) {
        this.settings = settings;
    }

    /** Exit status 2 when the command line makes no sense. */
    public static void main(String[] arguments) throws Exception {
        Settings settings;
        List<String> groups;
        try {
            settings = Settings.parse(arguments);
            groups = new ArrayList<>(settings.groups().contains("all") ? GROUPS : settings.groups());
            for (String group : groups) {
                if (!isKnown(group)) {
                    throw new IllegalArgumentException("unknown group " + group);
                }
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            groups = List.of();
            settings = null;
        }
        if (settings == null || groups.isEmpty()) {
            System.err.println("usage: [--jdk=HOME] [--agent=JAR] [--python=COMMAND] [--rounds=N] [--quick] all | "
                    + String.join(" | ", GROUPS) + " ...");
            System.exit(2);
            return;
        }
        // Several may run at once on a machine that builds; the ratios of one run do not mind.
        System.setProperty("jmh.ignoreLock", "true");
        System.out.println("measured on " + settings.java());
        for (String group : groups) {
            new Compare(settings).run(group);
        }
    }

    private static boolean isKnown(String group) {
        return group.startsWith(SERVERS_OF)
                ? ServersComparison.LIBRARIES.contains(group.substring(SERVERS_OF.length()))
                : GROUPS.contains(group);
    }

    private void run(String group) throws Exception {
        if (group.startsWith(SERVERS_OF)) {
            servers(List.of(group.substring(SERVERS_OF.length())));
            return;
        }
        switch (group) {
            case "start-up" -> new StartUpComparison(settings).run(settings.rounds(25));
            case "hooks" -> hooks();
            case "dispatch" -> dispatch();
            case "post" -> engines("callback posted by another thread", PostBench.class, "post", Map.of(), "nio");
            case "wake-up" ->
                engines("wake-up of an idle loop, p50", WakeUpBench.class, "wakeUp", Map.of(), "nio", "epoll");
            case "timers" -> timers();
            case "futures" -> futures();
            case "tasks" -> tasks();
            case "echo" -> new EchoComparison(settings).run(settings.rounds(7));
            case "servers" -> servers(ServersComparison.LIBRARIES);
            default -> throw new IllegalArgumentException(group);
        }
    }

    private void servers(List<String> libraries) throws IOException {
        ServersComparison comparison = new ServersComparison(settings);
        for (String library : libraries) {
            comparison.run(library, settings.rounds(15));
        }
    }

    private void hooks() throws RunnerException, IOException {
        for (String method : List.of(
                "fileRead",
                "park",
                "completeAndGet",
                "thenApply",
                "thenApplyPublished",
                "thenApplyDone",
                "futureTask",
                "futureTaskPublished",
                "lock",
                "socketRead")) {
            new JmhComparison(settings, "hook on a thread without a loop: " + method, HookBench.class, method)
                    .variant("no agent", false, Map.of())
                    .variant("agent", true, Map.of())
                    .run(settings.rounds(7));
        }
    }

    private void dispatch() throws RunnerException, IOException {
        for (String alive : List.of("1", "100")) {
            Map<String, String> parameters = Map.of("alive", alive);
            engines("dispatch of a callback, " + alive + " alive", DispatchBench.class, "dispatch", parameters, "nio");
        }
    }

    private void timers() throws RunnerException, IOException {
        for (String method : List.of("cancel", "fire")) {
            engines("timer, 1000 outstanding: " + method, TimerBench.class, method, Map.of(), "nio");
        }
    }

    private void futures() throws RunnerException, IOException {
        new JmhComparison(settings, "future made, completed, callback run", FutureBench.class, "complete")
                .variant("CompletableFuture, async", false, Map.of("kind", "completable-async"))
                .variant("CompletableFuture, sync", false, Map.of("kind", "completable"))
                .variant("LoopFuture", false, Map.of("kind", "loop"))
                .variant("LoopFuture + agent", true, Map.of("kind", "loop"))
                .run(settings.rounds(7));
    }

    private void tasks() throws RunnerException, IOException, InterruptedException {
        Python python = Python.find(settings.python());
        for (String alive : List.of("1", "100")) {
            JmhComparison comparison =
                    new JmhComparison(settings, "step of a task, " + alive + " alive", TaskBench.class, "step");
            for (String implementation : python.implementations()) {
                comparison.program(implementation, python.run(implementation, "task", alive));
            }
            List<String> engines =
                    settings.feature() < 21 ? List.of("platform") : List.of("loop", "virtual", "platform");
            for (String engine : engines) {
                Map<String, String> parameters = Map.of("engine", engine, "alive", alive);
                comparison
                        .variant("engine " + engine, false, parameters)
                        .variant("engine " + engine + " + agent", true, parameters);
            }
            comparison.run(settings.rounds(5));
        }
    }

    private void engines(
            String title, Class<?> type, String method, Map<String, String> parameters, String... transports)
            throws RunnerException, IOException {
        JmhComparison comparison = new JmhComparison(settings, title, type, method);
        for (String transport : transports) {
            comparison.variant("Netty " + transport, false, with(parameters, transport));
        }
        comparison
                .variant("loop", false, with(parameters, "loop"))
                .variant("loop + agent", true, with(parameters, "loop"))
                .run(settings.rounds(7));
    }

    private static Map<String, String> with(Map<String, String> parameters, String engine) {
        Map<String, String> all = new java.util.HashMap<>(parameters);
        all.put("engine", engine);
        return all;
    }
}
