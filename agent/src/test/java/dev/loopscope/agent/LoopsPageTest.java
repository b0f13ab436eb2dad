// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.detector.Detector;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That docs/loops.md leaves out no family of loops and no detector of stalls, and names no test that is not there. */
class LoopsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", "agent"), "..", "docs", "loops.md");
    private static final String TESTS = "dev.loopscope.agent.it.";
    private static final Pattern PROOF = Pattern.compile("- ([a-z]): `(\\w+)\\.(\\w+)`");
    /** Of the others it does not matter whose loop it is. */
    private static final List<String> STALLS =
            List.of("blocking-call", "loop-stalled", "slow-callback", "slow-iteration", "slow-poll", "self-deadlock");

    private final List<String> lines = Files.readAllLines(PAGE);

    LoopsPageTest() throws IOException {}

    @Test
    void everyFamilyHasOneRowThatSaysHowItIsKnown() throws Exception {
        List<String> families = new ArrayList<>();
        for (LoopAdapter adapter : Catalog.adapters()) {
            families.add("`" + adapter.family() + "`");
        }
        List<String> listed = new ArrayList<>();
        for (List<String> row : rows("| family |")) {
            listed.add(row.get(0));
            assertThat(row).as("%s", row).allSatisfy(cell -> assertThat(cell).isNotEmpty());
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(families);
    }

    @Test
    void everyFamilyAndTransportIsProvedForEveryDetectorOfStallsOrHasNothingThatCouldBeFound() throws Exception {
        List<String> columns = new ArrayList<>();
        for (Detector detector : Catalog.detectors()) {
            if (STALLS.contains(detector.id())) {
                columns.add("`" + detector.id() + "`");
            }
        }
        List<String> head = cells(line("| loops |"));
        assertThat(head.subList(1, head.size())).containsExactlyInAnyOrderElementsOf(columns);

        Map<String, String> proofs = proofs();
        TreeSet<String> rows = new TreeSet<>();
        for (List<String> row : rows("| loops |")) {
            rows.add(row.get(0).split(",", -1)[0]);
            for (String cell : row.subList(1, row.size())) {
                assertThat(cell.startsWith("none: ") || proofs.containsKey(cell))
                        .as("%s in %s", cell, row)
                        .isTrue();
            }
        }
        TreeSet<String> families = new TreeSet<>();
        rows("| family |").forEach(row -> families.add(row.get(0)));
        assertThat(rows).isEqualTo(families);
    }

    @Test
    void everyProofIsATest() throws Exception {
        assertThat(proofs()).isNotEmpty();
        for (String proof : proofs().values()) {
            int dot = proof.indexOf('.');
            Class<?> type = Class.forName(
                    TESTS + proof.substring(0, dot), false, getClass().getClassLoader());
            assertThat(type.getDeclaredMethods()).extracting(Method::getName).contains(proof.substring(dot + 1));
        }
    }

    /** Of each family of loops in the one test for all of them, a row of its own. */
    @Test
    void everyProgramOfTheOneTestIsARow() throws Exception {
        Class<?> loops =
                Class.forName(TESTS + "LoopsIT$Loops", false, getClass().getClassLoader());
        long proved = rows("| loops |").stream()
                .filter(row -> row.subList(1, row.size()).contains("a"))
                .count();
        assertThat(proved)
                .isEqualTo(Arrays.stream(loops.getDeclaredFields())
                        .filter(field -> field.isEnumConstant())
                        .count());
    }

    private Map<String, String> proofs() {
        Map<String, String> proofs = new TreeMap<>();
        for (String line : lines) {
            Matcher proof = PROOF.matcher(line);
            if (proof.matches()) {
                assertThat(proofs.put(proof.group(1), proof.group(2) + "." + proof.group(3)))
                        .isNull();
            }
        }
        return proofs;
    }

    private String line(String start) {
        return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    private List<List<String>> rows(String start) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = lines.indexOf(line(start)) + 2;
                i < lines.size() && lines.get(i).startsWith("|");
                i++) {
            rows.add(cells(lines.get(i)));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.length() - 1).split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }
}
