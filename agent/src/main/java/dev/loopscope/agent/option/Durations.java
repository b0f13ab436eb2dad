// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

/** The spelling of durations in options: a number and a unit, without more. */
final class Durations {
    /** A text that is no duration. */
    static final long BAD = Long.MIN_VALUE;

    private static final String[] UNITS = {"ns", "us", "ms", "s", "min", "h"};
    private static final long[] NANOS = {1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L};
    /** Ten years: beyond it a limit is a slip of the keyboard, and sums would overflow. */
    private static final double LONGEST_NANOS = 10.0 * 365 * 24 * 3_600_000_000_000L;

    private Durations() {}

    /** Nanoseconds of {@code 100ms}, {@code 1.5s} or {@code 0}, or {@link #BAD}; never negative otherwise. */
    static long parse(String text) {
        int digits = 0;
        while (digits < text.length() && (isDigit(text.charAt(digits)) || text.charAt(digits) == '.')) {
            digits++;
        }
        String unit = text.substring(digits).trim();
        double number;
        try {
            number = Double.parseDouble(text.substring(0, digits));
        } catch (NumberFormatException e) {
            return BAD;
        }
        if (unit.isEmpty()) {
            return number == 0 ? 0 : BAD;
        }
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(unit)) {
                double nanos = number * NANOS[i];
                return nanos <= LONGEST_NANOS ? Math.round(nanos) : BAD;
            }
        }
        return BAD;
    }

    /** The shortest exact spelling; {@code off} for what is not a duration. */
    static String print(long nanos) {
        if (nanos < 0 || nanos == Options.NEVER) {
            return "off";
        }
        if (nanos == 0) {
            return "0ms";
        }
        int i = UNITS.length - 1;
        while (nanos % NANOS[i] != 0) {
            i--;
        }
        return nanos / NANOS[i] + UNITS[i];
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
