// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.allow;

import dev.loopscope.agent.option.DetectorIds;
import dev.loopscope.agent.option.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the allow file: UTF-8, a line each. A line that is wrong becomes a problem, the others count. */
public final class AllowFile {
    private static final String DISALLOW = "disallow";
    private static final List<String> KEYS = List.of("op", "thread", "until", "reason", "fingerprint");

    private final Collection<String> knownDetectors;
    private final List<Allowance> allowances = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private AllowFile(Collection<String> knownDetectors) {
        this.knownDetectors = knownDetectors;
    }

    /** Never throws: a file that cannot be read is a problem and allows nothing. */
    public static Allowances read(String file) {
        String text;
        try {
            text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return new Allowances(
                    List.of(), List.of("option allow: there is no file " + file + ". Nothing is allowed."));
        } catch (IOException | InvalidPathException e) {
            return new Allowances(
                    List.of(), List.of("option allow: cannot read " + file + " (" + e + "). Nothing is allowed."));
        }
        return parse(file, text, DetectorIds.ALL);
    }

    /** As {@link #read(String)}. */
    public static Allowances read(Path file) {
        return read(file.toString());
    }

    static Allowances parse(String file, String text, Collection<String> knownDetectors) {
        AllowFile reader = new AllowFile(knownDetectors);
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        int number = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end).strip();
            start = end + 1;
            number++;
            if (!line.isEmpty() && line.charAt(0) != '#') {
                reader.line(line, file + ":" + number);
            }
        }
        return new Allowances(reader.allowances, reader.problems);
    }

    private void line(String line, String location) {
        try {
            allowances.add(new Line(line, location).read());
        } catch (BadLine e) {
            problems.add(location + ": " + e.reason + " Line ignored.");
        }
    }

    /** What a line says so far. */
    private final class Line {
        private final String line;
        private final String location;
        private int position;
        private @Nullable String id;
        private @Nullable String place;
        private boolean disallows;
        private final @Nullable String[] values = new @Nullable String[KEYS.size()];

        Line(String line, String location) {
            this.line = line;
            this.location = location;
        }

        Allowance read() throws BadLine {
            while (position < line.length()) {
                word();
            }
            String reason = value("reason");
            String fingerprint = value("fingerprint");
            if (fingerprint == null && id == null) {
                throw new BadLine("no detector id, expected one such as blocking-call com.acme.Legacy#load");
            }
            if (fingerprint == null && place == null) {
                throw new BadLine("no place, expected com.acme.Legacy#load, * or fingerprint=5be0d2f1");
            }
            if (reason == null || reason.isBlank()) {
                throw new BadLine("no reason, expected reason=\"...\"");
            }
            if (disallows && (fingerprint != null || value("until") != null)) {
                throw new BadLine("disallow takes a place, and neither fingerprint= nor until=");
            }
            return new Allowance(
                    line,
                    location,
                    id,
                    place,
                    fingerprint,
                    value("op"),
                    value("thread"),
                    date(value("until")),
                    !disallows);
        }

        private void word() throws BadLine {
            int start = position;
            while (position < line.length() && !isSpace(line.charAt(position)) && line.charAt(position) != '=') {
                position++;
            }
            String word = line.substring(start, position);
            if (position < line.length() && line.charAt(position) == '=') {
                position++;
                attribute(word, quotable());
            } else if (id == null && !disallows && word.equals(DISALLOW)) {
                disallows = true;
            } else if (id == null && !word.equals("*") && !knownDetectors.contains(word)) {
                throw new BadLine(
                        "unknown detector " + word + ", did you mean " + Nearest.of(word, knownDetectors) + "?");
            } else if (id == null) {
                id = word;
            } else if (place == null) {
                checkPlace(word);
                place = word;
            } else {
                throw new BadLine("unexpected " + word + ", expected op=, thread=, until=, reason=");
            }
            while (position < line.length() && isSpace(line.charAt(position))) {
                position++;
            }
        }

        private void attribute(String key, String value) throws BadLine {
            int index = KEYS.indexOf(key);
            if (index < 0) {
                throw new BadLine("unknown " + key + "=, did you mean " + Nearest.of(key, KEYS) + "=?");
            }
            if (values[index] != null) {
                throw new BadLine(key + "= is there twice");
            }
            if (value.isEmpty()) {
                throw new BadLine(key + "= has no value");
            }
            if (key.equals("fingerprint")) {
                value = value.startsWith("#") ? value.substring(1) : value;
                checkFingerprint(value);
            }
            values[index] = value;
        }

        private @Nullable String value(String key) {
            return values[KEYS.indexOf(key)];
        }

        /** Up to the next space, or between quotes, where a backslash keeps the next character as it is. */
        private String quotable() throws BadLine {
            int start = position;
            if (position == line.length() || line.charAt(position) != '"') {
                while (position < line.length() && !isSpace(line.charAt(position))) {
                    position++;
                }
                return line.substring(start, position);
            }
            StringBuilder value = new StringBuilder();
            position++;
            while (position < line.length() && line.charAt(position) != '"') {
                boolean escaped = line.charAt(position) == '\\' && position + 1 < line.length();
                position += escaped ? 1 : 0;
                value.append(line.charAt(position++));
            }
            if (position == line.length()) {
                throw new BadLine("the quote is not closed");
            }
            position++;
            if (position < line.length() && !isSpace(line.charAt(position))) {
                throw new BadLine("a space is missing after the closing quote");
            }
            return value.toString();
        }
    }

    private static void checkPlace(String place) throws BadLine {
        int hash = place.indexOf('#');
        if (place.indexOf('(') >= 0 || place.indexOf('/') >= 0 || hash == 0 || hash == place.length() - 1) {
            throw new BadLine(place + " is no place, expected com.acme.Legacy#load, com.acme.* or *");
        }
    }

    private static void checkFingerprint(String value) throws BadLine {
        boolean hex = value.length() == 8;
        for (int i = 0; hex && i < 8; i++) {
            hex = "0123456789abcdef".indexOf(value.charAt(i)) >= 0;
        }
        if (!hex) {
            throw new BadLine("fingerprint=" + value + " is not eight hex digits in lower case");
        }
    }

    private static @Nullable LocalDate date(@Nullable String text) throws BadLine {
        if (text == null) {
            return null;
        }
        try {
            if (text.length() == 10 && text.charAt(4) == '-' && text.charAt(7) == '-') {
                return LocalDate.of(
                        Integer.parseInt(text.substring(0, 4)),
                        Integer.parseInt(text.substring(5, 7)),
                        Integer.parseInt(text.substring(8)));
            }
        } catch (NumberFormatException | DateTimeException e) {
            // Said below.
        }
        throw new BadLine("until=" + text + " is no date such as 2027-03-01");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static final class BadLine extends Exception {
        final String reason;

        BadLine(String reason) {
            super(reason, null, false, false);
            this.reason = reason.endsWith("?") ? reason : reason + ".";
        }
    }
}
