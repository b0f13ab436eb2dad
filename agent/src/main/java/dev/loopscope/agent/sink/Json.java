// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds one line of JSON, left to right; the caller closes what it opens. One thread. */
final class Json {
    private final StringBuilder out = new StringBuilder(2048);

    /** Forgets the line before. */
    Json reset() {
        out.setLength(0);
        return this;
    }

    Json open() {
        separate();
        out.append('{');
        return this;
    }

    Json open(String key) {
        key(key).append('{');
        return this;
    }

    Json close() {
        out.append('}');
        return this;
    }

    Json field(String key, @Nullable String value) {
        key(key);
        if (value == null) {
            out.append("null");
        } else {
            string(value);
        }
        return this;
    }

    Json field(String key, long value) {
        key(key).append(value);
        return this;
    }

    /** Written as milliseconds with up to three decimals. */
    Json nanos(String key, long nanos) {
        key(key);
        micros((nanos + 500) / 1_000);
        return this;
    }

    /** Milliseconds with up to three decimals. */
    Json millis(String key, double millis) {
        key(key);
        micros(Math.round(millis * 1_000));
        return this;
    }

    /** The first {@code limit} of them. */
    Json array(String key, List<String> values, int limit) {
        key(key).append('[');
        for (int i = 0; i < values.size() && i < limit; i++) {
            separate();
            string(values.get(i));
        }
        out.append(']');
        return this;
    }

    /** Nothing when null. */
    Json optional(String key, @Nullable String value) {
        return value == null ? this : field(key, value);
    }

    /** Nothing when empty. */
    Json optional(String key, List<String> values, int limit) {
        return values.isEmpty() ? this : array(key, values, limit);
    }

    private StringBuilder key(String key) {
        separate();
        string(key);
        return out.append(':');
    }

    private void separate() {
        char last = out.length() == 0 ? '{' : out.charAt(out.length() - 1);
        if (last != '{' && last != '[' && last != ':') {
            out.append(',');
        }
    }

    private void micros(long micros) {
        if (micros < 0) {
            out.append('-');
            micros = -micros;
        }
        out.append(micros / 1_000);
        int rest = (int) (micros % 1_000);
        for (int unit = 100; rest > 0; unit /= 10) {
            out.append(unit == 100 ? "." : "").append((char) ('0' + rest / unit));
            rest %= unit;
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c < ' ' || c == 0x7f || c == '\u2028' || c == '\u2029') {
                escape(c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                // Half a pair has no UTF-8 form; escaped it survives.
                escape(c);
            }
        }
        out.append('"');
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 15, 16));
        }
    }

    /** What was built, between line ends. */
    String line(boolean newLineBefore) {
        if (newLineBefore) {
            out.insert(0, '\n');
        }
        return out.append('\n').toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
