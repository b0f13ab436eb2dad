// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.cancellationswallowed;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.CancellationListener;
import dev.loopscope.agent.fact.CancellationSwallowed;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import org.jspecify.annotations.Nullable;

/** Reports tasks of the bundled loop that caught their cancellation and carried on. */
public final class CancellationSwallowedDetector extends ReportingDetector {
    public static final String ID = "cancellation-swallowed";

    private @Nullable CancellationTracker tracker;

    public CancellationSwallowedDetector() {
        super(ID);
    }

    @Override
    public void start(DetectorContext shared) {
        super.start(shared);
        tracker = new CancellationTracker(shared.facts());
    }

    @Override
    public @Nullable CancellationListener cancellations() {
        return tracker;
    }

    @Override
    public void cancellationSwallowed(CancellationSwallowed fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(fact.place().getStackTrace(), shared.rules());
        String frame = view.frame();
        shared.reports()
                .report(Diagnostic.of(ID, Level.WARN)
                        .message("Task '" + fact.task() + "' was cancelled"
                                + (frame == null ? "" : " at " + frame)
                                + (fact.isOver() ? " and returned a result all the same" : " and carried on"))
                        .thread(fact.thread())
                        .loop(fact.loop())
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, null, view.applicationFrames(shared.rules())))
                        .createdAt(ExceptionTexts.origin(
                                fact.origin(), shared.rules(), shared.options().stackDepth()))
                        .fix("let the CancelledError out, after the cleanup;"
                                + " code that means to stop it calls Task.current().uncancel()")
                        .build());
    }
}
