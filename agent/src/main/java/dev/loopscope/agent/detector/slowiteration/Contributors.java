// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.slowiteration;

import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.watch.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an iteration spent its time in: callbacks of the same code are one contributor. Reporter's thread only. */
final class Contributors {
    private static final int NAMED = 3;
    /** Whoever took less than such a part of what the first one took is not worth a name. */
    private static final int WORTH_NAMING = 20;

    private static final String CREATED = " created at ";

    private final List<Contributor> all;

    private Contributors(List<Contributor> all) {
        this.all = all;
    }

    private static final class Contributor {
        final String name;
        final String callback;
        final String looks;
        long count;
        long nanos;

        Contributor(Handlers.Named named) {
            this.name = named.name();
            this.callback = named.callback();
            this.looks = named.looks();
        }

        void add(long moreCount, long moreNanos) {
            count += moreCount;
            nanos += moreNanos;
        }
    }

    static Contributors of(Tally tally, Handlers handlers) {
        Map<String, Contributor> bySite = new LinkedHashMap<>();
        for (Tally.Measured measured : tally.measured()) {
            Handlers.Named named = handlers.named(measured.callback());
            String key = code(named.name()) + site(named.name()) + named.looks();
            bySite.computeIfAbsent(key, any -> new Contributor(named)).add(measured.count(), measured.nanos());
        }
        List<Contributor> all = new ArrayList<>();
        for (Contributor contributor : bySite.values()) {
            Contributor sited = site(contributor.name).isEmpty() ? only(contributor, bySite.values()) : null;
            if (sited == null) {
                all.add(contributor);
            } else {
                sited.add(contributor.count, contributor.nanos);
            }
        }
        all.sort(Comparator.comparingLong((Contributor contributor) -> contributor.nanos)
                .reversed());
        return new Contributors(all);
    }

    /**
     * Creation sites are known of some only: the one of the same code that has one, null when there are none, or more that are
     * worth a name.
     */
    private static @Nullable Contributor only(Contributor unsited, Iterable<Contributor> all) {
        Contributor most = null;
        Contributor second = null;
        for (Contributor other : all) {
            if (!site(other.name).isEmpty() && code(other.name).equals(code(unsited.name))) {
                if (most == null || other.nanos > most.nanos) {
                    second = most;
                    most = other;
                } else if (second == null || other.nanos > second.nanos) {
                    second = other;
                }
            }
        }
        return most == null || (second != null && second.nanos * WORTH_NAMING >= most.nanos) ? null : most;
    }

    /** Without what differs among callbacks of the same code: the number in a task's or a hidden class's name, and the site. */
    private static String code(String name) {
        String code = name.substring(0, name.length() - site(name).length());
        int hidden = code.indexOf("/0x");
        return (hidden < 0 ? code : code.substring(0, hidden))
                .replaceAll("[0-9]+", "")
                .replace(">", "");
    }

    private static String site(String name) {
        int site = name.indexOf(CREATED);
        return site < 0 ? "" : name.substring(site);
    }

    /** The code of the one that took most, null when none was measured. */
    @Nullable
    String first() {
        return all.isEmpty() ? null : all.get(0).callback;
    }

    /** The same for a fingerprint. */
    @Nullable
    String firstCode() {
        return all.isEmpty() ? null : code(all.get(0).name);
    }

    /** How much all that were measured took. */
    long nanos() {
        long nanos = 0;
        for (Contributor contributor : all) {
            nanos += contributor.nanos;
        }
        return nanos;
    }

    /** {@code 180 x com.acme.Feed (156 ms), 20 x com.acme.Rates (31 ms)}; empty when none was measured. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(NAMED, all.size()); i++) {
            Contributor contributor = all.get(i);
            if (contributor.nanos * WORTH_NAMING < all.get(0).nanos) {
                break;
            }
            text.append(i == 0 ? "" : ", ")
                    .append(contributor.count)
                    .append(" x ")
                    .append(contributor.name)
                    .append(" (")
                    .append(DiagnosticText.duration(contributor.nanos))
                    .append(contributor.looks.isEmpty() ? "" : "; " + contributor.looks)
                    .append(')');
        }
        return text.toString();
    }
}
