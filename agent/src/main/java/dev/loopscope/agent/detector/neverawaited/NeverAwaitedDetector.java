// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.neverawaited;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.CoroutineListener;
import dev.loopscope.agent.fact.Thrown;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.time.Instant;
import java.util.List;

/** Reports coroutine objects of the bundled loop that were made and never started: the forgotten await. */
public final class NeverAwaitedDetector extends ReportingDetector implements CoroutineTracker.LostListener {
    public static final String ID = "never-awaited";
    /** What makes a coroutine of the user's code, as against one of the loop's own, {@code Async.sleep}. */
    private static final String MAKER = "dev.loopscope.loop.Coroutine.";

    private static final StackTraceElement[] UNKNOWN = {};

    private final CoroutineTracker tracker = new CoroutineTracker();

    public NeverAwaitedDetector() {
        super(ID);
    }

    @Override
    public CoroutineListener coroutines() {
        return tracker;
    }

    @Override
    public void poll() {
        tracker.poll(this);
    }

    @Override
    public void end() {
        tracker.poll(this);
        tracker.drain(this);
        context().facts().drop(tracker.skipped());
    }

    @Override
    public void lost(Unstarted coroutine, boolean isCollected) {
        DetectorContext shared = context();
        Thrown origin = coroutine.origin;
        StackView view = StackView.of(origin == null ? UNKNOWN : origin.stack(), shared.rules());
        String frame = view.frame();
        String what = what(coroutine, view);
        shared.reports()
                .report(Diagnostic.of(ID, Level.WARN)
                        .message(what + " was never awaited" + (frame == null ? "" : ", made at " + frame))
                        .thread(coroutine.thread)
                        .loop(coroutine.loop)
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, what, view.applicationFrames(shared.rules())))
                        .createdAt(ExceptionTexts.origin(
                                origin, shared.rules(), shared.options().stackDepth()))
                        .droppedAt(isCollected ? Instant.now().toString() : null)
                        .fix("await it" + whereItCameTo(view, shared)
                                + ", or start it with createTask(...); close() it if it is not wanted any more")
                        .notes(notes(coroutine, isCollected))
                        .build());
    }

    /** The thread of a task's code has the task's name. */
    private static List<String> notes(Unstarted coroutine, boolean isCollected) {
        String maker = "made in " + coroutine.thread + (coroutine.loop == null ? "" : ", on " + coroutine.loop);
        return isCollected ? List.of(maker) : List.of(maker, "not started when the JVM ended");
    }

    /** The method whose result was dropped: {@code Async.sleep} of the loop's, {@code Orders.fetch} of the user's. */
    private static String what(Unstarted coroutine, StackView view) {
        String called = view.called();
        String frame = view.frame();
        if (frame == null) {
            return "a coroutine of " + ownerOf(coroutine.code);
        }
        String method = called == null || called.startsWith(MAKER) ? frame.substring(0, frame.indexOf('(')) : called;
        return StackView.shortName(method);
    }

    /** The line to change is the caller's when a method makes a coroutine for others, which most do. */
    private static String whereItCameTo(StackView view, DetectorContext shared) {
        List<String> frames = view.applicationFrames(shared.rules());
        String called = view.called();
        if (frames.size() < 2 || called == null || !called.startsWith(MAKER)) {
            return "";
        }
        String maker = frames.get(0);
        String method = maker.substring(0, maker.indexOf('('));
        String name = method.substring(method.lastIndexOf('.') + 1);
        String caller = frames.get(1);
        return name.startsWith("lambda$")
                ? ""
                : " (at " + caller.substring(caller.indexOf('(') + 1, caller.length() - 1) + " if " + name
                        + " returned it)";
    }

    /** {@code com.acme.Orders} of {@code com.acme.Orders$$Lambda/0x1}. */
    private static String ownerOf(String code) {
        int lambda = code.indexOf("$$Lambda");
        return lambda < 0 ? code : code.substring(0, lambda);
    }
}
