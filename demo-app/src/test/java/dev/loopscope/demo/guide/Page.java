// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * docs/getting-started.md, and the sources of its code. A block of the page has a mark above it, {@code <!-- code: greet first
 * -->}; a piece of code stands between two marks, {@code // [greet]}.
 */
final class Page {
    static final Path FILE = Path.of("..", "docs", "getting-started.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "loopscope", "demo", "guide");
    private static final Pattern MARK = Pattern.compile("<!-- (code|prints|finds): (.+) -->");
    private static final Pattern PIECE = Pattern.compile("\\s*// \\[(.+)]");

    /**
     * A fenced block.
     *
     * @param kind what the mark above it says it is, empty if there is none
     * @param names what is after the colon
     * @param language what follows the fence
     */
    record Block(String kind, List<String> names, String language, List<String> lines) {}

    private Page() {}

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        String kind = "";
        List<String> names = List.of();
        Block open = null;
        for (String line : Files.readAllLines(FILE)) {
            Matcher mark = MARK.matcher(line);
            if (open != null && line.equals("```")) {
                open = null;
            } else if (open != null) {
                open.lines().add(line);
            } else if (line.startsWith("```")) {
                open = new Block(kind, names, line.substring("```".length()), new ArrayList<>());
                blocks.add(open);
                kind = "";
                names = List.of();
            } else if (mark.matches()) {
                kind = mark.group(1);
                names = List.of(mark.group(2).split(" "));
            }
        }
        return blocks;
    }

    /** All pieces of all sources, without the indentation they have in common. */
    static Map<String, List<String>> pieces() throws IOException {
        Map<String, List<String>> pieces = new LinkedHashMap<>();
        for (String source : List.of("GettingStarted.java", "Mistakes.java")) {
            String open = null;
            for (String line : Files.readAllLines(SOURCES.resolve(source))) {
                Matcher mark = PIECE.matcher(line);
                if (mark.matches()) {
                    open = mark.group(1).equals(open) ? null : mark.group(1);
                } else if (open != null) {
                    pieces.computeIfAbsent(open, name -> new ArrayList<>()).add(line);
                }
            }
        }
        pieces.replaceAll(
                (name, lines) -> String.join("\n", lines).stripIndent().lines().toList());
        return pieces;
    }
}
