// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import dev.loopscope.agent.interception.OperationKind.Part;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.StackView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the looks at a held loop's thread showed: each stands for the time since the one before. */
public final class Looks {
    private final List<Seen> all = new ArrayList<>();

    private Looks(List<Hold.Look> looks, FrameRules rules) {
        for (Hold.Look look : looks) {
            StackView view = StackView.of(look.sample().stack(), rules);
            Part part = part(look.sample(), view, rules);
            boolean isFirstUse = (part == Part.CLASS_LOAD && !view.worksInInitializer(rules))
                    || look.sample().isFirstUse(view, rules);
            all.add(new Seen(look, view, part, isFirstUse));
        }
    }

    public static Looks of(Hold hold, long endNanos, FrameRules rules) {
        return new Looks(hold.looksUntil(endNanos), rules);
    }

    private record Seen(Hold.Look look, StackView view, Part part, boolean isFirstUse) {}

    private static Part part(Sample sample, StackView view, FrameRules rules) {
        if (sample.state() == Thread.State.BLOCKED || sample.blocker() != null) {
            return Part.LOCK;
        }
        if (sample.isInSystemCall()) {
            return Part.IO;
        }
        if (sample.isWaiting()) {
            return Part.PARKED;
        }
        boolean isFirstUse =
                ClassLoading.isUnderWay(view) || ClassLoading.isOnStack(view) || view.isInInitializer(rules);
        return isFirstUse ? Part.CLASS_LOAD : Part.CPU;
    }

    /** Time in which classes were used for the first time, whatever that waited for; not in the application's initialisers. */
    long firstUseNanos() {
        long nanos = 0;
        for (Seen seen : all) {
            if (seen.isFirstUse) {
                nanos += seen.look.nanos();
            }
        }
        return nanos;
    }

    long nanos(Part part) {
        long nanos = 0;
        for (Seen seen : all) {
            nanos += seen.part == part ? seen.look.nanos() : 0;
        }
        return nanos;
    }

    long cpuNanos(Part part) {
        long nanos = 0;
        for (Seen seen : all) {
            nanos += seen.part == part ? seen.look.cpuNanos() : 0;
        }
        return nanos;
    }

    /** The last look that met it at the line where it was longest for that reason; null when none met it so. */
    public @Nullable Sample longest(Part part) {
        Map<String, Long> nanos = new HashMap<>();
        Sample longest = null;
        long most = -1;
        for (Seen seen : all) {
            String frame = seen.view.frame();
            if (seen.part == part) {
                long sum = nanos.merge(frame == null ? "" : frame, seen.look.nanos(), Long::sum);
                if (sum >= most) {
                    most = sum;
                    longest = seen.look.sample();
                }
            }
        }
        return longest;
    }

    /** The last look that met it in somebody's code but the JDK's; null when none did. */
    public @Nullable Sample lastWithFrame() {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).view.frame() != null) {
                return all.get(i).look.sample();
            }
        }
        return null;
    }
}
