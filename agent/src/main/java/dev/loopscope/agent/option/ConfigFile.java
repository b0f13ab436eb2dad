// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The properties file named by {@code config}, in UTF-8. It is cut into logical lines here, because {@link Properties}
 * does not say where a key came from; each is then given to {@link Properties} for its escapes.
 */
final class ConfigFile {
    private final String file;
    private final OptionReader reader;

    ConfigFile(String file, OptionReader reader) {
        this.file = file;
        this.reader = reader;
    }

    void read(String namedBy) {
        String text;
        try {
            text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            reader.problems.add("option config (" + namedBy + "): there is no file " + file + ". Ignored.");
            return;
        } catch (IOException | InvalidPathException e) {
            reader.problems.add("option config (" + namedBy + "): cannot read " + file + " (" + e + "). Ignored.");
            return;
        }
        int number = 0;
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        StringBuilder logical = new StringBuilder();
        int first = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            String line = text.substring(start, end).strip();
            start = end + 1;
            number++;
            if (logical.length() == 0) {
                if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == '!') {
                    continue;
                }
                first = number;
            }
            logical.append(line);
            if (isContinued(line) && start < text.length()) {
                logical.setLength(logical.length() - 1);
            } else {
                add(logical.toString(), file + ":" + first);
                logical.setLength(0);
            }
        }
    }

    private static boolean isContinued(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void add(String line, String location) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            reader.problems.add(location + ": a backslash and u without four hex digits. Line ignored.");
            return;
        }
        for (String key : one.stringPropertyNames()) {
            if (line.equals(key)) {
                reader.problems.add(location + ": " + key + " has no value, expected key=value. Line ignored.");
            } else {
                reader.addFromFile(key, one.getProperty(key, "").trim(), location);
            }
        }
    }
}
