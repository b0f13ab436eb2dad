// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM left behind.
 *
 * @param records of the report file; empty when there is none
 * @param measured what the program measured itself, by name
 */
record Run(
        String command,
        int status,
        String out,
        String err,
        List<JsonObject> records,
        Map<String, Measured> measured,
        Path directory) {

    /** A program's own measure of one thing it did. */
    record Measured(long startMillis, double millis) {}

    static List<JsonObject> records(Path file) throws IOException {
        List<JsonObject> records = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                records.add(JsonParser.parseString(line).getAsJsonObject());
            }
        }
        return records;
    }

    static Map<String, Measured> measured(Path file) throws IOException {
        Map<String, Measured> measured = new LinkedHashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", -1);
                measured.put(parts[0], new Measured(Long.parseLong(parts[1]), Long.parseLong(parts[2]) / 1e6));
            }
        }
        return measured;
    }

    private @Nullable JsonObject only(String kind) {
        JsonObject found = null;
        for (JsonObject each : records) {
            if (each.get("kind").getAsString().equals(kind)) {
                assertThat(found).as("the only " + kind + " record").isNull();
                found = each;
            }
        }
        return found;
    }

    JsonObject start() {
        JsonObject start = only("start");
        if (start == null) {
            throw new AssertionError("no start record in the report of " + this);
        }
        return start;
    }

    JsonObject end() {
        JsonObject end = only("end");
        if (end == null) {
            throw new AssertionError("no end record in the report of " + this);
        }
        return end;
    }

    /** Findings, updates and reminders, in the order of the report. */
    List<Finding> lines() {
        List<Finding> lines = new ArrayList<>();
        for (JsonObject each : records) {
            String kind = each.get("kind").getAsString();
            if (!kind.equals("start") && !kind.equals("end")) {
                lines.add(new Finding(each));
            }
        }
        return lines;
    }

    /** Findings alone. */
    List<Finding> findings() {
        return lines().stream().filter(line -> line.kind().equals("finding")).toList();
    }

    List<Finding> findings(String id) {
        return findings().stream().filter(finding -> finding.id().equals(id)).toList();
    }

    /** Findings in a method, {@code Operations.sleep}. */
    List<Finding> at(String place) {
        return findings().stream()
                .filter(finding -> finding.place().equals(place))
                .toList();
    }

    /** How often a fingerprint was found, shown or not. */
    int count(String fingerprint) {
        JsonObject tally = end().getAsJsonObject("counts").getAsJsonObject(fingerprint);
        return tally == null ? 0 : tally.get("count").getAsInt();
    }

    List<String> allowances(String usedOrUnused) {
        List<String> lines = new ArrayList<>();
        JsonArray array = end().getAsJsonArray(usedOrUnused);
        for (JsonElement line : array) {
            lines.add(line.getAsString());
        }
        return lines;
    }

    /** How long something took by the program's own clock. */
    double millis(String name) {
        return measured(name).millis();
    }

    /** When it began. */
    long startMillis(String name) {
        return measured(name).startMillis();
    }

    private Measured measured(String name) {
        Measured found = measured.get(name);
        if (found == null) {
            throw new AssertionError("no " + name + " in " + this);
        }
        return found;
    }

    List<String> errLines() {
        return err.lines().toList();
    }

    /** Everything, since a test that fails elsewhere cannot be looked at again. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(command).append("\nstatus ").append(status).append("\n---- report\n");
        records.forEach(each -> text.append(each).append('\n'));
        text.append("---- stderr\n")
                .append(err)
                .append("\n---- stdout\n")
                .append(out)
                .append('\n');
        return text.toString();
    }
}
