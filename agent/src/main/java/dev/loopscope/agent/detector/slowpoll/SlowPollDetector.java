// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.slowpoll;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.SlowPoll;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import dev.loopscope.agent.watch.Hold;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports a selector that spins, and one that returns late, once each time it begins to. */
public final class SlowPollDetector extends ReportingDetector {
    public static final String ID = "slow-poll";

    public SlowPollDetector() {
        super(ID);
    }

    @Override
    public void slowPoll(SlowPoll fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(fact.sample().stack(), shared.rules());
        if (!fact.isSpinning()
                && Hold.isWarmUp(fact.thread(), System.nanoTime() - fact.nanos())
                && ClassLoading.isUnderWay(view)
                && shared.options().mode() != Mode.ALL) {
            return;
        }
        String loop = fact.thread().name;
        String frame = view.frame();
        String operation = fact.isSpinning() || fact.sample().isInJava() ? null : view.operation();
        shared.reports()
                .report(Diagnostic.of(ID, Level.WARN)
                        .message((fact.isSpinning() ? spinning(fact) : late(fact, operation))
                                + (frame == null ? "" : " at " + frame))
                        .thread(fact.sample().thread())
                        .loop(loop)
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(
                                ID,
                                fact.isSpinning() ? "spinning" : "late",
                                frame == null ? List.of() : view.applicationFrames(shared.rules())))
                        .operation(operation)
                        .durationNanos(fact.nanos())
                        .state(fact.isSpinning() ? "spinning" : "late")
                        .fix(fix(fact))
                        .build());
    }

    private static String spinning(SlowPoll fact) {
        return "the selector of " + fact.thread().name + " returned at once with nothing, " + fact.polls()
                + " times in " + DiagnosticText.duration(fact.nanos())
                + (fact.isInterrupted() ? ", because its thread is interrupted" : "") + ", and still does";
    }

    private static String late(SlowPoll fact, @Nullable String operation) {
        return "the selector of " + fact.thread().name + " has had its events for "
                + DiagnosticText.duration(fact.nanos()) + ", and the loop has not: "
                + (operation == null ? "busy" : "waiting in " + operation);
    }

    private static String fix(SlowPoll fact) {
        if (!fact.isSpinning()) {
            return "let select return when its poll has; nothing may wait between the two";
        }
        return fact.isInterrupted()
                ? "call Thread.interrupted() when select has returned nothing: with the thread's interrupt status set no"
                        + " select ever waits; wake the loop by Selector.wakeup() instead of interrupting it"
                : "remove from selectedKeys() what was handled; if that is done, register the channels with a new selector:"
                        + " the system's may spin when a connection breaks";
    }
}
