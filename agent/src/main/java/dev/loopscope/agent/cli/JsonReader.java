// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text strictly, into Map, List, String, Double, Boolean and null. One use. */
final class JsonReader {
    /** Our records are three deep; more is not ours, and must not overflow the stack. */
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int position;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** @throws BadJson if the text is not exactly one JSON value */
    static @Nullable Object read(String text) throws BadJson {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        if (reader.peek() != '\0' || reader.position < text.length()) {
            throw reader.bad("text after the value");
        }
        return value;
    }

    private @Nullable Object value() throws BadJson {
        char c = peek();
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        if (c == '"') {
            return string();
        }
        if (c == '-' || isDigit(c)) {
            return number();
        }
        if (take("true")) {
            return true;
        }
        if (take("false")) {
            return false;
        }
        if (take("null")) {
            return null;
        }
        throw bad("a value is missing");
    }

    private Map<String, @Nullable Object> object() throws BadJson {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        enter();
        if (peek() == '}') {
            leave();
            return object;
        }
        while (true) {
            if (peek() != '"') {
                throw bad("a key is missing");
            }
            String key = string();
            if (peek() != ':') {
                throw bad("a colon is missing");
            }
            position++;
            object.put(key, value());
            char c = peek();
            if (c == '}') {
                leave();
                return object;
            }
            comma(c);
        }
    }

    private List<@Nullable Object> array() throws BadJson {
        List<@Nullable Object> array = new ArrayList<>();
        enter();
        if (peek() == ']') {
            leave();
            return array;
        }
        while (true) {
            array.add(value());
            char c = peek();
            if (c == ']') {
                leave();
                return array;
            }
            comma(c);
        }
    }

    private void enter() throws BadJson {
        if (++depth > MAX_DEPTH) {
            throw bad("nested too deeply");
        }
        position++;
    }

    private void leave() {
        depth--;
        position++;
    }

    private void comma(char c) throws BadJson {
        if (c != ',') {
            throw bad("a comma is missing");
        }
        position++;
    }

    private String string() throws BadJson {
        StringBuilder out = new StringBuilder();
        position++;
        while (true) {
            char c = next();
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw bad("a control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws BadJson {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> throw bad("an unknown escape");
        };
    }

    private char hex() throws BadJson {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw bad("an unknown escape");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private Double number() throws BadJson {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        try {
            return Double.valueOf(text.substring(start, position));
        } catch (NumberFormatException e) {
            throw bad("no number");
        }
    }

    private boolean take(String word) {
        boolean there = text.startsWith(word, position);
        position += there ? word.length() : 0;
        return there;
    }

    /** The next character that is no white space, not consumed; NUL at the end. */
    private char peek() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private char next() throws BadJson {
        if (position >= text.length()) {
            throw bad("it ends too early");
        }
        return text.charAt(position++);
    }

    private BadJson bad(String reason) {
        return new BadJson(reason + " at column " + (position + 1));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static final class BadJson extends Exception {
        BadJson(String message) {
            super(message, null, false, false);
        }
    }
}
