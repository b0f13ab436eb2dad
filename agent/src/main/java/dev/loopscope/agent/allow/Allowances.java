// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.allow;

import dev.loopscope.agent.report.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All lines of the allow file. Any thread. */
public final class Allowances {
    private static final Allowances NONE = new Allowances(List.of(), List.of());

    private final List<Allowance> all;
    private final List<String> problems;

    Allowances(List<Allowance> all, List<String> problems) {
        this.all = List.copyOf(all);
        this.problems = List.copyOf(problems);
    }

    /** For runs without an allow file. */
    public static Allowances none() {
        return NONE;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * The allowance for this finding; it may have expired, and is not yet marked used. The line whose place is nearest to the
     * operation decides, so that what is allowed inside a method may be disallowed inside one it calls, and allowed again
     * further in. Of those that are equally near one that names a method decides before one that names a class, and one that
     * disallows before one that allows; of several that allow, the one that lasts longest is returned.
     */
    public @Nullable Allowance find(Diagnostic diagnostic) {
        Allowance found = null;
        int nearest = Allowance.ANYWHERE;
        for (int i = 0; i < all.size(); i++) {
            Allowance line = all.get(i);
            int distance = line.match(diagnostic);
            if (distance >= 0
                    && (found == null || distance < nearest || (distance == nearest && decides(line, found)))) {
                found = line;
                nearest = distance;
            }
        }
        if (found != null && !found.allows()) {
            found.markUsed();
            return null;
        }
        return found;
    }

    private static boolean decides(Allowance line, Allowance other) {
        if (line.namesMethod() != other.namesMethod()) {
            return line.namesMethod();
        }
        return line.allows() == other.allows() ? line.outlasts(other) : other.allows();
    }

    /** Lines that matched, as written. */
    public List<String> used() {
        return lines(true);
    }

    /** Lines that did not, as written. */
    public List<String> unused() {
        return lines(false);
    }

    private List<String> lines(boolean used) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isUsed() == used) {
                lines.add(all.get(i).toString());
            }
        }
        return lines;
    }

    /** What was wrong with the file, a warning each, beginning with file and line. */
    public List<String> problems() {
        return problems;
    }
}
