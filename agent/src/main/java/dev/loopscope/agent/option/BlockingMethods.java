// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code blocking-methods}: methods, and files that name a method in each line. What is no method and no file is a
 * problem, the others count.
 */
final class BlockingMethods {
    private final List<String> problems;
    private final List<BlockingMethod> methods = new ArrayList<>();

    private BlockingMethods(List<String> problems) {
        this.problems = problems;
    }

    /**
     * Never throws.
     *
     * @param pieces the option's value, cut at its commas, which may stand between the parameters of one method as well
     * @param written how the user spelled the option, for problems
     * @param problems what is wrong is added here
     */
    static List<BlockingMethod> read(List<String> pieces, String written, List<String> problems) {
        BlockingMethods reader = new BlockingMethods(problems);
        for (String piece : joined(pieces)) {
            if (piece.indexOf('#') >= 0) {
                reader.add(piece, "option " + written);
            } else {
                reader.readFile(piece, written);
            }
        }
        return List.copyOf(reader.methods);
    }

    private static List<String> joined(List<String> pieces) {
        List<String> joined = new ArrayList<>(pieces.size());
        String open = null;
        for (String piece : pieces) {
            String whole = open == null ? piece : open + "," + piece;
            open = whole.indexOf('(') >= 0 && whole.indexOf(')') < 0 ? whole : null;
            if (open == null) {
                joined.add(whole);
            }
        }
        if (open != null) {
            joined.add(open);
        }
        return joined;
    }

    private void readFile(String file, String written) {
        String text;
        try {
            text = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8);
        } catch (NoSuchFileException | InvalidPathException e) {
            problems.add("option " + written + ": " + file
                    + " is neither class#method such as com.acme.Legacy#load nor a file. Ignored.");
            return;
        } catch (IOException e) {
            problems.add("option " + written + ": cannot read " + file + " (" + e + "). Ignored.");
            return;
        }
        int number = 0;
        for (String line : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1)) {
            number++;
            String method = line.strip();
            if (!method.isEmpty() && method.charAt(0) != '#') {
                add(method, file + ":" + number);
            }
        }
    }

    private void add(String text, String location) {
        BlockingMethod method = parse(text);
        if (method == null) {
            problems.add(location + ": " + text
                    + " is not class#method such as com.acme.Legacy#load or com.acme.Legacy#load(java.lang.String,int)."
                    + " Ignored.");
        } else {
            methods.add(method);
        }
    }

    private static @Nullable BlockingMethod parse(String text) {
        int hash = text.indexOf('#');
        int open = text.indexOf('(');
        int end = open < 0 ? text.length() : open;
        if (hash <= 0
                || end <= hash + 1
                || text.indexOf('/') >= 0
                || text.substring(0, end).indexOf(' ') >= 0) {
            return null;
        }
        String type = text.substring(0, hash).replace('.', '/');
        String name = text.substring(hash + 1, end);
        if (open < 0) {
            return new BlockingMethod(type, name, null);
        }
        if (!text.endsWith(")")) {
            return null;
        }
        String parameters = text.substring(open + 1, text.length() - 1).strip();
        StringBuilder descriptor = new StringBuilder("(");
        if (!parameters.isEmpty()) {
            for (String parameter : parameters.split(",", -1)) {
                if (parameter.isBlank()) {
                    return null;
                }
                descriptor.append(descriptor(parameter.strip()));
            }
        }
        return new BlockingMethod(type, name, descriptor.append(')').toString());
    }

    private static String descriptor(String type) {
        if (type.endsWith("[]")) {
            return "[" + descriptor(type.substring(0, type.length() - 2).strip());
        }
        return switch (type) {
            case "boolean" -> "Z";
            case "byte" -> "B";
            case "char" -> "C";
            case "short" -> "S";
            case "int" -> "I";
            case "long" -> "J";
            case "float" -> "F";
            case "double" -> "D";
            default -> "L" + type.replace('.', '/') + ";";
        };
    }
}
