// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

/** ISO-8601 in UTC with milliseconds, without the classes a formatter would load at start-up. Any thread. */
final class UtcTime {
    private UtcTime() {}

    /** {@code 2026-11-02T10:31:55.120Z}; years 0 to 9999. */
    static String format(long epochMillis) {
        long days = Math.floorDiv(epochMillis, 86_400_000L);
        int millis = (int) Math.floorMod(epochMillis, 86_400_000L);
        // Years counted from 1 March, so that a leap day is the last day of its year; an era is 400 years.
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) Math.floorMod(shifted, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (era * 400) + yearOfEra + (month <= 2 ? 1 : 0);

        StringBuilder out = new StringBuilder(24);
        digits(out, year, 1_000).append('-');
        digits(out, month, 10).append('-');
        digits(out, day, 10).append('T');
        digits(out, millis / 3_600_000, 10).append(':');
        digits(out, millis / 60_000 % 60, 10).append(':');
        digits(out, millis / 1_000 % 60, 10).append('.');
        return digits(out, millis % 1_000, 100).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder out, int number, int unit) {
        for (int u = unit; u > 0; u /= 10) {
            out.append((char) ('0' + number / u % 10));
        }
        return out;
    }
}
