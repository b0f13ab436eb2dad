// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.cli;

import dev.loopscope.agent.report.DiagnosticText;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads JSON Lines reports and sums them up. What it cannot read it names on the error stream, and goes on. */
final class Check {
    private final PrintStream err;
    /** By file and run. */
    private final Map<String, Run> runs = new LinkedHashMap<>();

    private final List<String> incomplete = new ArrayList<>();
    private boolean unreadable;

    Check(PrintStream err) {
        this.err = err;
    }

    // ---- reading

    void read(String file) {
        if (!new File(file).exists()) {
            incomplete.add(file + ": no such file, the agent was not there");
            return;
        }
        int before = runs.size();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new FileInputStream(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    line(file, number, line);
                }
            }
        } catch (IOException e) {
            unreadable = true;
            err.println("cannot read " + file + ": " + e.getMessage());
            return;
        }
        if (runs.size() == before) {
            incomplete.add(file + ": no start record, the agent was not there");
        }
    }

    private void line(String file, int number, String line) {
        Object value;
        try {
            value = JsonReader.read(line);
        } catch (JsonReader.BadJson e) {
            String where = file + ":" + number + ": ";
            if (line.startsWith("{")) {
                // Half a record, also where a later JVM has appended: whatever else its run had to say is missing too.
                incomplete.add(where + "cut off, the JVM was killed or the disk was full");
            } else {
                err.println(where + "not a record: " + e.getMessage());
            }
            return;
        }
        if (!(value instanceof Map<?, ?> entry)
                || !(entry.get("kind") instanceof String kind)
                || !(entry.get("run") instanceof String id)) {
            err.println(file + ":" + number + ": not a record of Loopscope");
            return;
        }
        if (!Double.valueOf(1).equals(entry.get("v"))) {
            err.println(file + ":" + number + ": schema version " + entry.get("v") + ", this jar knows version 1");
        }
        String key = file + "\n" + id;
        Run run = runs.get(key);
        if (run == null) {
            run = new Run(file, id);
            runs.put(key, run);
        }
        switch (kind) {
            case "start" -> {
                run.started = true;
                run.pid = (long) number(entry, "pid");
            }
            case "finding", "update", "reminder" -> run.finding(entry);
            case "end" -> run.end(entry);
            default -> err.println(file + ":" + number + ": unknown kind " + kind);
        }
    }

    private static double number(Map<?, ?> entry, String key) {
        return entry.get(key) instanceof Double number ? number : 0;
    }

    private static String text(Map<?, ?> entry, String key) {
        return entry.get(key) instanceof String text ? text : "";
    }

    private static void addAll(Set<String> to, @Nullable Object values) {
        if (values instanceof List<?> list) {
            for (Object value : list) {
                to.add(String.valueOf(value));
            }
        }
    }

    // ---- printing

    /** Returns the exit status. */
    int print(PrintStream out) {
        Map<String, Tally> total = new LinkedHashMap<>();
        Set<String> used = new LinkedHashSet<>();
        Set<String> unused = new LinkedHashSet<>();
        long agentErrors = 0;
        long dropped = 0;
        for (Run run : runs.values()) {
            for (Map.Entry<String, Tally> entry : run.tallies.entrySet()) {
                tally(total, entry.getKey()).add(entry.getValue());
            }
            agentErrors += run.agentErrors;
            dropped += run.dropped;
            used.addAll(run.allowancesUsed);
            unused.addAll(run.allowancesUnused);
            if (!run.started) {
                incomplete.add(run.file + ": run " + run.id + " has no start record, its beginning is missing");
            }
            if (!run.ended) {
                incomplete.add(run.file + ": run " + run.id + (run.pid == 0 ? "" : " (pid " + run.pid + ")")
                        + " has no end record, the JVM was killed or still runs");
            }
        }
        // What one run used is no dead line, even if the others had no need of it.
        unused.removeAll(used);

        long findings = 0;
        for (Map.Entry<String, Tally> entry : total.entrySet()) {
            Tally tally = entry.getValue();
            findings += tally.count;
            out.println(tally.id + " #" + entry.getKey() + ", " + times(tally.count)
                    + (tally.worstMs > 0 ? ", worst " + DiagnosticText.duration((long) (tally.worstMs * 1e6)) : "")
                    + ": " + tally.message);
        }
        for (String allowance : unused) {
            out.println("unused allowance: " + allowance);
        }
        for (String line : incomplete) {
            out.println(line);
        }
        out.println(count(findings, "finding") + ", " + total.size() + " distinct, in " + count(runs.size(), "run")
                + "; agent errors " + agentErrors + ", dropped " + dropped);
        if (unreadable) {
            return Cli.USAGE;
        }
        if (!incomplete.isEmpty()) {
            return Cli.INCOMPLETE;
        }
        return total.isEmpty() ? Cli.CLEAN : Cli.FINDINGS;
    }

    private static Tally tally(Map<String, Tally> tallies, String fingerprint) {
        Tally tally = tallies.get(fingerprint);
        if (tally == null) {
            tally = new Tally();
            tallies.put(fingerprint, tally);
        }
        return tally;
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** One JVM's records in one file. */
    private static final class Run {
        final String file;
        final String id;
        long pid;
        boolean started;
        boolean ended;
        /** By fingerprint; from the findings as they come, at last from the end record, which also knows the repeats. */
        final Map<String, Tally> tallies = new LinkedHashMap<>();

        final Set<String> allowancesUsed = new LinkedHashSet<>();
        final Set<String> allowancesUnused = new LinkedHashSet<>();
        long agentErrors;
        long dropped;

        Run(String file, String id) {
            this.file = file;
            this.id = id;
        }

        void finding(Map<?, ?> entry) {
            Tally tally = tally(tallies, text(entry, "fingerprint"));
            tally.describe(text(entry, "id"), text(entry, "message"));
            tally.atLeast((long) Math.max(1, number(entry, "count")), number(entry, "durationMs"));
        }

        void end(Map<?, ?> entry) {
            ended = true;
            agentErrors += (long) number(entry, "agentErrors");
            dropped += (long) number(entry, "dropped");
            addAll(allowancesUsed, entry.get("allowancesUsed"));
            addAll(allowancesUnused, entry.get("allowancesUnused"));
            if (entry.get("counts") instanceof Map<?, ?> counts) {
                for (Map.Entry<?, ?> count : counts.entrySet()) {
                    if (count.getValue() instanceof Map<?, ?> values) {
                        Tally tally = tally(tallies, String.valueOf(count.getKey()));
                        tally.describe(text(values, "id"), text(values, "message"));
                        tally.atLeast((long) number(values, "count"), number(values, "worstMs"));
                    }
                }
            }
        }
    }

    /** Findings with one fingerprint. */
    private static final class Tally {
        String id = "";
        String message = "";
        long count;
        double worstMs;

        void describe(String newId, String newMessage) {
            id = id.isEmpty() ? newId : id;
            message = message.isEmpty() ? newMessage : message;
        }

        void atLeast(long newCount, double newWorstMs) {
            count = Math.max(count, newCount);
            worstMs = Math.max(worstMs, newWorstMs);
        }

        void add(Tally other) {
            describe(other.id, other.message);
            count += other.count;
            worstMs = Math.max(worstMs, other.worstMs);
        }
    }
}
