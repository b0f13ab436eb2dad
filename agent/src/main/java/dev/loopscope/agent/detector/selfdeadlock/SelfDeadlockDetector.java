// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.selfdeadlock;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.SelfDeadlock;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import dev.loopscope.agent.watch.Hold;
import java.util.List;

/**
 * Reports waits that could never end, where the loop or its library knows so: it refuses them, or ends them, by an exception.
 * A wait of which nobody can know is never guessed to be one.
 */
public final class SelfDeadlockDetector extends ReportingDetector {
    public static final String ID = "self-deadlock";

    public SelfDeadlockDetector() {
        super(ID);
    }

    @Override
    public void selfDeadlock(SelfDeadlock fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(fact.refusal().getStackTrace(), shared.rules());
        String frame = view.frame();
        Hold hold = fact.hold();
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(mistake(fact) + (frame == null ? "" : " at " + frame))
                        .thread(fact.thread())
                        .loop(fact.loop())
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, null, view.applicationFrames(shared.rules())))
                        .via(view.via())
                        .durationNanos(hold == null ? -1 : fact.nanos() - hold.startNanos())
                        .chain(chain(fact))
                        .incident(hold == null ? null : hold.saidIncident())
                        .fix(
                                fact.remedy() == null
                                        ? "add a listener to the future instead of waiting for it, or wait in a thread that"
                                                + " runs no loop"
                                        : fact.remedy())
                        .build());
    }

    /** A library's refusal is about the thread it was made in. */
    private static String mistake(SelfDeadlock fact) {
        return fact.remedy() == null ? fact.thread() + " " + fact.mistake() : fact.mistake();
    }

    private static List<String> chain(SelfDeadlock fact) {
        return fact.remedy() == null
                ? List.of(fact.thread() + " would wait", "what it would wait for may need " + fact.thread())
                : fact.chain();
    }
}
