// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

/** Finds what a misspelt word was meant to be. Loaded only when there is one. */
public final class Nearest {
    private Nearest() {}

    /**
     * The candidate with the smallest edit distance, the first of equals; {@code word} itself if there are none. A
     * candidate that is part of the word, or the other way round, counts as two edits away at most.
     */
    public static String of(String word, Iterable<String> candidates) {
        String best = word;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = distance(word, candidate);
            if (distance > 2 && isPart(word, candidate)) {
                distance = 2;
            }
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static boolean isPart(String a, String b) {
        return (a.length() >= 4 && b.contains(a)) || (b.length() >= 4 && a.contains(b));
    }

    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
