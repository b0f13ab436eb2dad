// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.slowcallback;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.HoldEnded;
import dev.loopscope.agent.fact.OperationEnded;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.Attribution;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import dev.loopscope.agent.watch.Hold;
import dev.loopscope.agent.watch.HoldTime;
import dev.loopscope.agent.watch.Looks;
import dev.loopscope.agent.watch.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes what held a loop for the limit or longer, unless one operation explains it. */
public final class SlowCallbackDetector extends ReportingDetector {
    public static final String ID = "slow-callback";

    private static final long MILLISECOND = 1_000_000;

    public SlowCallbackDetector() {
        super(ID);
    }

    @Override
    public void holdEnded(HoldEnded fact) {
        DetectorContext shared = context();
        Hold hold = fact.hold();
        if (hold.isExplained()) {
            return;
        }
        HoldTime time = HoldTime.of(hold, fact.endNanos(), shared.pauses(), shared.rules());
        boolean isOver = time.countedNanos() >= shared.options().slowCallbackNanos() || hold.saidIncident() != null;
        if (!isOver || (time.isMostlyUnseen() && shared.options().detectorEnabled("blocking-call"))) {
            return;
        }
        reportHold(shared, hold, fact.endNanos(), time);
    }

    private static void reportHold(DetectorContext shared, Hold hold, long endNanos, HoldTime time) {
        // What has been said while it lasted is closed. Where no look could be taken, the machine was as busy as the
        // loop.
        if (hold.saidIncident() == null
                && (time.isMostlyFirstUse() || hold.lastSample() == null)
                && hold.isWarmUp()
                && shared.options().mode() != Mode.ALL) {
            return;
        }
        Looks looks = Looks.of(hold, endNanos, shared.rules());
        Sample sample = looks.longest(time.longest());
        if (sample == null) {
            sample = hold.lastSample();
        }
        StackView view = StackView.of(sample == null ? new StackTraceElement[0] : sample.stack(), shared.rules());
        if (view.frame() == null && shared.names().isOwnAffair(hold.thread())) {
            if (hold.saidIncident() == null) {
                return;
            }
            // Where it was met at the application's line is what has been said.
            Sample said = looks.lastWithFrame();
            if (said != null) {
                sample = said;
                view = StackView.of(said.stack(), shared.rules());
            }
        }
        String thread = sample == null ? hold.thread().thread.getName() : sample.thread();
        report(shared, hold.thread(), thread, hold.callback(), view, time.wallNanos(), time.attribution(), hold);
    }

    /**
     * What an operation that passed the limit has closed, where more of the time went elsewhere. With its own detector off,
     * an operation that passed the limit is a slow callback like any other.
     */
    @Override
    public void operationEnded(OperationEnded fact) {
        DetectorContext shared = context();
        if (!fact.closesHold()) {
            return;
        }
        Hold hold = fact.hold();
        HoldTime time = hold == null ? null : HoldTime.of(hold, fact.endNanos(), shared.pauses(), shared.rules());
        if (hold != null && time != null && !time.isExplainedBy(fact.durationNanos())) {
            reportHold(shared, hold, fact.endNanos(), time);
            return;
        }
        if (shared.options().detectorEnabled("blocking-call")) {
            return;
        }
        report(
                shared,
                fact.thread(),
                fact.threadName(),
                fact.callback(),
                StackView.of(fact.trace().getStackTrace(), shared.rules()),
                fact.durationNanos(),
                time == null ? null : time.attribution(),
                hold);
    }

    private static void report(
            DetectorContext shared,
            LoopscopeThread thread,
            String threadName,
            @Nullable Object running,
            StackView view,
            long wallNanos,
            @Nullable Attribution attribution,
            @Nullable Hold hold) {
        String callback = shared.names().callback(thread, running, view.handler());
        String frame = view.frame();
        String loop = thread.name;
        String message = (callback == null ? "a callback" : callback) + " held " + loop + " for "
                + DiagnosticText.duration(wallNanos) + (frame == null ? "" : " at " + frame);
        String fix = frame == null
                ? "cut it into smaller callbacks, or move it to "
                        + shared.names().offload(thread.family, callback)
                : "move the work at " + place(frame) + " to " + shared.names().offload(thread.family, callback)
                        + ", or cut it into smaller callbacks";
        shared.reports()
                .report(Diagnostic.of(ID, Level.WARN)
                        .message(message)
                        .thread(threadName)
                        .loop(loop)
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(
                                view.frame() == null
                                        ? Fingerprint.of(ID, callback, List.of())
                                        : Fingerprint.of(ID, null, view.applicationFrames(shared.rules())))
                        .durationNanos(wallNanos)
                        .callback(callback)
                        .attribution(attribution)
                        .incident(hold == null ? null : hold.saidIncident())
                        .notes(notes(hold))
                        .fix(fix)
                        .build());
    }

    /** What its container kept from running, no other code would have done sooner. */
    private static List<String> notes(@Nullable Hold hold) {
        long nanos = hold == null ? 0 : hold.throttledNanos();
        return nanos < MILLISECOND
                ? List.of()
                : List.of("the container was throttled for " + DiagnosticText.duration(nanos)
                        + " meanwhile: it had used up its share of the processors");
    }

    /** {@code Prices.java:41} of {@code com.acme.Prices.load(Prices.java:41)}. */
    private static String place(String frame) {
        return frame.substring(frame.indexOf('(') + 1, frame.length() - 1);
    }
}
