// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.slowiteration;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.IterationHeld;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import dev.loopscope.agent.watch.Glimpse;
import dev.loopscope.agent.watch.Hold;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports an iteration whose callbacks held the loop for the limit together, and which of them took most of it. */
public final class SlowIterationDetector extends ReportingDetector {
    public static final String ID = "slow-iteration";

    public SlowIterationDetector() {
        super(ID);
    }

    @Override
    public void iterationHeld(IterationHeld fact) {
        DetectorContext shared = context();
        if (fact.callbacks() < 2) {
            return;
        }
        List<StackView> views = new ArrayList<>();
        Handlers handlers = new Handlers(fact.thread(), shared.names(), shared.rules());
        int loading = 0;
        for (Glimpse glimpse : fact.glimpses()) {
            StackView view = StackView.of(glimpse.sample().stack(), shared.rules());
            views.add(view);
            loading += glimpse.sample().isFirstUse(view, shared.rules()) ? 1 : 0;
            if (glimpse.callback() != null) {
                handlers.met(glimpse.callback(), view.handler());
            }
        }
        // The first use of classes will not happen again.
        if (Hold.isWarmUp(fact.thread(), fact.startNanos())
                && loading > 0
                && loading * 2 >= views.size()
                && shared.options().mode() != Mode.ALL) {
            return;
        }
        Contributors contributors = Contributors.of(fact.tally(), handlers);
        shared.reports().report(diagnostic(fact, shared, contributors, mostSampled(views, shared.rules())));
    }

    /**
     * A look at the application's method that was met most often, at whichever line, and of those on the way there that was
     * met most often; null if none ever was.
     */
    private static @Nullable StackView mostSampled(List<StackView> views, FrameRules rules) {
        StackView found = null;
        int most = 0;
        for (StackView view : views) {
            int times = 0;
            if (view.hasUserFrame()) {
                for (StackView other : views) {
                    times += method(other.frame()).equals(method(view.frame())) ? views.size() : 0;
                    times += way(other, rules).equals(way(view, rules)) ? 1 : 0;
                }
            }
            if (times > most) {
                found = view;
                most = times;
            }
        }
        return found;
    }

    private static String way(StackView view, FrameRules rules) {
        return Fingerprint.of(ID, null, view.applicationFrames(rules));
    }

    private static String method(@Nullable String frame) {
        return frame == null ? "" : frame.substring(0, frame.indexOf('('));
    }

    private static Diagnostic diagnostic(
            IterationHeld fact, DetectorContext shared, Contributors contributors, @Nullable StackView view) {
        LoopscopeThread thread = fact.thread();
        String frame = view == null ? null : view.frame();
        String first = contributors.first();
        String most = contributors.toString();
        String message = fact.callbacks() + " callbacks of one iteration " + (fact.isOver() ? "held " : "have held ")
                + thread.name + " for " + DiagnosticText.duration(fact.wallNanos())
                + (fact.isOver() ? "" : " and still do")
                + (frame == null ? "" : " at " + frame)
                + (most.isEmpty() ? "" : share(contributors, fact) + most);
        String offload = shared.names().offload(thread.family, first);
        return Diagnostic.of(ID, Level.WARN)
                .message(message)
                .thread(threadName(fact))
                .loop(thread.name)
                .frame(frame)
                .stack(view == null ? List.of() : view.texts())
                .fingerprint(
                        view == null
                                ? Fingerprint.of(ID, contributors.firstCode(), List.of())
                                : way(view, shared.rules()))
                .durationNanos(fact.wallNanos())
                .callback(first)
                .notes(List.of("whatever became ready meanwhile, a timer, a channel or a post, waited as long"))
                .fix(
                        "let fewer of them become ready at once: have each schedule the next, so that the loop polls in between;"
                                + " or move their work to " + offload)
                .build();
    }

    /** On a starved machine what was measured may be a small part. */
    private static String share(Contributors contributors, IterationHeld fact) {
        return contributors.nanos() * 2 >= fact.wallNanos() ? ", most of it " : ", as far as measured ";
    }

    private static String threadName(IterationHeld fact) {
        List<Glimpse> glimpses = fact.glimpses();
        return glimpses.isEmpty()
                ? fact.thread().thread.getName()
                : glimpses.get(glimpses.size() - 1).sample().thread();
    }
}
