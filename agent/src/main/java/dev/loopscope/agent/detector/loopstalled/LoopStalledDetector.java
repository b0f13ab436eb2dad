// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.loopstalled;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.HoldEnded;
import dev.loopscope.agent.fact.Stuck;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.Blocker;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Kind;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import dev.loopscope.agent.watch.Hold;
import dev.loopscope.agent.watch.HoldTime;
import dev.loopscope.agent.watch.Sample;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Says that a loop is stuck while it is, with the stack it is stuck in: a finding, then updates of the same incident. */
public final class LoopStalledDetector extends ReportingDetector {
    public static final String ID = "loop-stalled";
    /** Until then a stall has at most three lines, so that with its closing one a short hang is told in four. */
    private static final long EARLY_NANOS = 10_000_000_000L;

    private static final int EARLY_LINES = 3;
    private static final int FRAME_CHANGES = 2;

    private final Map<Hold, Progress> stalls = new WeakHashMap<>();

    /** What was said of one stall. */
    private static final class Progress {
        int lines;
        int frameChanges;
        String frame = "";
        String fingerprint = "";
    }

    public LoopStalledDetector() {
        super(ID);
    }

    @Override
    public void holdEnded(HoldEnded fact) {
        stalls.remove(fact.hold());
    }

    @Override
    public void stuck(Stuck fact) {
        DetectorContext shared = context();
        Hold hold = fact.hold();
        if (hold.isOver()) {
            return;
        }
        StackView view = StackView.of(fact.sample().stack(), shared.rules());
        if (hold.isWarmUp()
                && isFirstUse(fact, view, shared)
                && shared.options().mode() != Mode.ALL) {
            return;
        }
        Progress progress = stalls.get(hold);
        if (progress == null && view.frame() == null && shared.names().isOwnAffair(hold.thread())) {
            return;
        }
        String frame = method(view.frame());
        boolean isFirst = progress == null;
        if (progress == null) {
            progress = new Progress();
            stalls.put(hold, progress);
            progress.fingerprint =
                    Fingerprint.of(ID, operation(fact.sample(), view), view.applicationFrames(shared.rules()));
        } else if (!isWorthALine(fact, progress, frame)) {
            return;
        }
        progress.frame = frame;
        progress.lines++;
        hold.said();
        shared.reports().report(diagnostic(fact, view, shared, progress.fingerprint, isFirst));
    }

    /** What it does now, or has mostly done so far: the line where it happens to be when a limit has passed is nobody's mistake. */
    private static boolean isFirstUse(Stuck fact, StackView view, DetectorContext shared) {
        Hold hold = fact.hold();
        return fact.sample().isFirstUse(view, shared.rules())
                || HoldTime.of(hold, hold.startNanos() + fact.elapsedNanos(), shared.pauses(), shared.rules())
                        .isMostlyFirstUse();
    }

    private static boolean isWorthALine(Stuck fact, Progress progress, String frame) {
        if (fact.elapsedNanos() < EARLY_NANOS && progress.lines >= EARLY_LINES) {
            return false;
        }
        if (fact.isDue()) {
            return true;
        }
        return !frame.equals(progress.frame) && progress.frameChanges++ < FRAME_CHANGES;
    }

    private static Diagnostic diagnostic(
            Stuck fact, StackView view, DetectorContext shared, String fingerprint, boolean isFirst) {
        Hold hold = fact.hold();
        Sample sample = fact.sample();
        String frame = view.frame();
        String loop = hold.thread().name;
        String message = loop + " stuck for " + DiagnosticText.duration(fact.elapsedNanos()) + " and still is: "
                + doing(sample, view) + (frame == null ? "" : " at " + frame);
        return Diagnostic.of(ID, Level.WARN)
                .kind(isFirst ? Kind.FINDING : Kind.UPDATE)
                .message(message)
                .thread(fact.sample().thread())
                .loop(loop)
                .frame(frame)
                .stack(view.texts())
                .fingerprint(fingerprint)
                .operation(operation(sample, view))
                .via(view.via())
                .durationNanos(fact.elapsedNanos())
                .state(state(sample))
                .callback(shared.names().callback(hold.thread(), hold.callback(), view.handler()))
                .blocker(sample.blocker())
                .incident(hold.incident())
                .notes(
                        isFirst
                                ? List.of("next line when it ends, when the stack changes, or at 1 s, 10 s, 60 s")
                                : List.of())
                .build();
    }

    private static String doing(Sample sample, StackView view) {
        Blocker blocker = sample.blocker();
        if (isLock(sample)) {
            return "waiting for a lock"
                    + (blocker == null || blocker.thread() == null ? "" : " held by " + blocker.thread());
        }
        String operation = view.operation();
        if (sample.state() == Thread.State.RUNNABLE && !sample.isInSystemCall()) {
            return operation == null ? "running" : "running in " + operation;
        }
        return operation == null ? "waiting" : "waiting in " + operation;
    }

    private static @Nullable String operation(Sample sample, StackView view) {
        return switch (sample.state()) {
            case BLOCKED -> view.monitorOperation();
            case WAITING, TIMED_WAITING -> view.operation();
            default -> sample.isInSystemCall() ? view.operation() : null;
        };
    }

    private static boolean isLock(Sample sample) {
        return sample.state() == Thread.State.BLOCKED || sample.blocker() != null;
    }

    private static String state(Sample sample) {
        if (isLock(sample)) {
            return "lock";
        }
        if (sample.isInSystemCall()) {
            return "io";
        }
        return switch (sample.state()) {
            case WAITING, TIMED_WAITING -> "parked";
            default -> "running";
        };
    }

    /** A frame without its line: a loop that moves within one method is still in the same place. */
    private static String method(@Nullable String frame) {
        return frame == null ? "" : frame.substring(0, frame.indexOf('('));
    }
}
