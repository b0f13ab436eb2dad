// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.sink.Notice;
import java.util.Set;

/** Says once of which threads nobody knows whether they are loops. Reporter's thread only. */
final class Suggestion implements Runnable {
    /** Loops come in groups; the line waits for the rest of the first. Nanoseconds; a guess. */
    private static final long GROUP_NANOS = 1_000_000_000L;

    private static final int NAMED = 3;

    private final Reporter reporter;
    private final Set<String> selecting;
    private long firstNanos;
    private boolean hasAny;
    private boolean isSaid;

    /** @param selecting names of threads that wait in selectors and run no known loop; grows */
    Suggestion(Reporter reporter, Set<String> selecting) {
        this.reporter = reporter;
        this.selecting = selecting;
    }

    @Override
    public void run() {
        if (isSaid || selecting.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        if (!hasAny) {
            hasAny = true;
            firstNanos = now;
        } else if (now - firstNanos > GROUP_NANOS) {
            String globs = globs();
            if (!globs.isEmpty()) {
                isSaid = true;
                reporter.say(new Notice(
                        false,
                        "threads that wait in selectors, and are no loops that are known, are not judged;"
                                + " if they must not block, loop-threads=" + DiagnosticText.oneLine(globs)
                                + " may be worth setting"));
            }
        }
    }

    private String globs() {
        StringBuilder globs = new StringBuilder();
        int count = 0;
        for (String name : selecting) {
            String glob = glob(name);
            if (count < NAMED && isTelling(name) && globs.indexOf(glob) < 0) {
                globs.append(count++ == 0 ? "" : ",").append(glob);
            }
        }
        return globs.toString();
    }

    /** {@code qtp8-*} of {@code qtp8-13}: its number is another one tomorrow. */
    private static String glob(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
            end--;
        }
        return end == name.length() ? name : name.substring(0, end) + "*";
    }

    /** Names the JDK gives to threads of all kinds say nothing, and some cannot be written as an option. */
    private static boolean isTelling(String name) {
        return !name.isEmpty()
                && !name.equals("main")
                && !name.startsWith("Thread-")
                && !name.startsWith("pool-")
                && !name.startsWith("ForkJoinPool")
                && name.indexOf(',') < 0
                && name.indexOf('=') < 0;
    }
}
