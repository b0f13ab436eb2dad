// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.futuredropped;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.FutureDropped;
import dev.loopscope.agent.fact.StageListener;
import dev.loopscope.agent.fact.TaskLeftPending;
import dev.loopscope.agent.fact.Thrown;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports what will never be done: tasks of the bundled loop that were pending when it was closed, and pending futures, the
 * loop's and {@code CompletableFuture}s, that were collected with somebody's callback or stage on them.
 */
public final class FutureDroppedDetector extends ReportingDetector {
    public static final String ID = "future-dropped";

    private static final StackTraceElement[] NOWHERE = {};

    private final StageTracker tracker = new StageTracker();

    public FutureDroppedDetector() {
        super(ID);
    }

    @Override
    public @Nullable StageListener stages() {
        return context().options().mode() == Mode.PROD ? null : tracker;
    }

    @Override
    public void poll() {
        DetectorContext shared = context();
        tracker.writeDown();
        Expectation expectation = new Expectation(shared.rules());
        for (Pending dropped : tracker.takeDropped()) {
            Pending stage = expectation.of(dropped);
            if (stage != null) {
                tell(
                        shared,
                        ExceptionTexts.simpleName(dropped.type),
                        "stage",
                        stage.thread,
                        stage.loop,
                        dropped.origin,
                        stage.site,
                        Instant.now());
            }
        }
    }

    @Override
    public void end() {
        poll();
        context().facts().drop(tracker.skipped());
    }

    @Override
    public void futureDropped(FutureDropped fact) {
        tell(
                context(),
                fact.kind(),
                "callback",
                fact.loop(),
                fact.loop(),
                thrown(fact.origin()),
                thrown(fact.added()),
                fact.collectedAt());
    }

    /**
     * @param kind the future's class
     * @param waiter what waited for it
     * @param origin where it was made, if known
     * @param added where the waiter came to it, if known
     */
    private static void tell(
            DetectorContext shared,
            String kind,
            String waiter,
            String thread,
            @Nullable String loop,
            @Nullable Thrown origin,
            @Nullable Thrown added,
            Instant collected) {
        StackView view = StackView.of(added == null ? NOWHERE : added.stack(), shared.rules());
        List<String> createdAt =
                ExceptionTexts.origin(origin, shared.rules(), shared.options().stackDepth());
        String made = createdAt.isEmpty() ? null : createdAt.get(0);
        String hung = view.frame();
        String place = hung == null ? "" : hung.equals(made) ? " added there" : " added at " + hung;
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(kind + (made == null ? "" : " made at " + made) + " was dropped while pending: "
                                + (hung == null ? "a " : "the ") + waiter + place + " will never run")
                        .thread(thread)
                        .loop(loop)
                        .frame(made == null ? hung : made)
                        .stack(hung == null ? createdAt : from(hung, view.texts()))
                        .fingerprint(Fingerprint.of(
                                ID, kind, hung == null ? createdAt : view.applicationFrames(shared.rules())))
                        .createdAt(createdAt)
                        .droppedAt(collected.toString())
                        .state("pending")
                        .fix("complete it on every way, also when the work fails or is given up, and keep it until"
                                + " then; a time-out ends the wait for what may never come")
                        .build());
    }

    private static @Nullable Thrown thrown(@Nullable Throwable trace) {
        return trace == null ? null : new Thrown(trace);
    }

    /** How the future came to be hung on is its own business. */
    private static List<String> from(String frame, List<String> stack) {
        return stack.subList(Math.max(0, stack.indexOf(frame)), stack.size());
    }

    @Override
    public void taskLeftPending(TaskLeftPending fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(fact.stack().toArray(NOWHERE), shared.rules());
        List<String> createdAt = ExceptionTexts.origin(
                fact.origin(), shared.rules(), shared.options().stackDepth());
        String created = createdAt.isEmpty() ? null : createdAt.get(0);
        String waits = view.hasUserFrame() ? view.frame() : null;
        String frame = waits == null ? created : waits;
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message("Task '" + fact.task() + "' was destroyed but it is pending: " + fact.loop()
                                + " was closed "
                                + (waits != null
                                        ? "while it waited at " + waits
                                        : created == null ? "before it began" : "before it began, made at " + created))
                        .thread(fact.thread())
                        .loop(fact.loop())
                        .frame(frame)
                        .stack(waits == null ? createdAt : view.texts())
                        .fingerprint(Fingerprint.of(
                                ID,
                                frame == null ? fact.task() : null,
                                waits == null ? createdAt : view.applicationFrames(shared.rules())))
                        .createdAt(createdAt)
                        .state("pending")
                        .fix("cancel it and await it before the loop is closed, as EventLoop.run(...) and Runner do")
                        .build());
    }
}
