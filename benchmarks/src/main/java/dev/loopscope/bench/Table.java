// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one comparison measured: a row per variant, columns of values, one value per round. Ratios are taken within a round,
 * where neighbours on the machine disturbed both sides alike, and their median is shown.
 */
final class Table {
    private final String title;
    private final String[] columns;
    private final Map<String, List<double[]>> rows = new LinkedHashMap<>();

    Table(String title, String... columns) {
        this.title = title;
        this.columns = columns;
    }

    void add(String row, double... values) {
        rows.computeIfAbsent(row, unused -> new ArrayList<>()).add(values);
    }

    /** The largest number of rounds any row has. */
    private int rounds() {
        return rows.values().stream().mapToInt(List::size).max().orElse(0);
    }

    /** Writes medians and minima, and each row's ratio to the base row. */
    String print(String base) {
        StringBuilder out =
                new StringBuilder("\n").append(title).append(", rounds: ").append(rounds());
        out.append(String.format(Locale.ROOT, "%n%-26s", ""));
        for (String column : columns) {
            out.append(String.format(Locale.ROOT, " %14s %9s %7s", column, "min", "ratio"));
        }
        List<double[]> against = rows.getOrDefault(base, List.of());
        for (Map.Entry<String, List<double[]>> row : rows.entrySet()) {
            out.append(String.format(Locale.ROOT, "%n%-26s", row.getKey()));
            for (int c = 0; c < columns.length; c++) {
                double[] values = column(row.getValue(), c);
                double min = values.length == 0 ? 0 : sorted(values)[0];
                out.append(String.format(
                        Locale.ROOT, " %14.2f %9.2f %7.3f", median(values), min, ratio(row.getValue(), against, c)));
            }
        }
        return out.append('\n').toString();
    }

    private static double ratio(List<double[]> row, List<double[]> base, int column) {
        int rounds = Math.min(row.size(), base.size());
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = row.get(i)[column] / base.get(i)[column];
        }
        return median(ratios);
    }

    private static double[] column(List<double[]> row, int column) {
        return row.stream().mapToDouble(values -> values[column]).toArray();
    }

    private static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return sorted;
    }
}
