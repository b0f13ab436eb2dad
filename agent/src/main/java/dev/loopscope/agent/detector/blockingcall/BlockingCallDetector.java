// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.blockingcall;

import dev.loopscope.agent.adapter.LoopNames;
import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.HoldEnded;
import dev.loopscope.agent.fact.OperationEnded;
import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.Attribution;
import dev.loopscope.agent.report.Blocker;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.LogAppender;
import dev.loopscope.agent.report.StackView;
import dev.loopscope.agent.watch.Hold;
import dev.loopscope.agent.watch.HoldTime;
import dev.loopscope.agent.watch.RunDelay;
import dev.loopscope.agent.watch.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports each operation that blocked a loop, when it has ended: what the user's line called, and for how long. */
public final class BlockingCallDetector extends ReportingDetector {
    public static final String ID = "blocking-call";

    /** A class of its own: the JVM's first lambda costs milliseconds, which every program would start later by. */
    private final Steps steps = new Steps(new Steps.Listener() {
        @Override
        public void over(OperationEnded longest, StackView view, String operation, long nanos) {
            reportCall(longest, view, operation, nanos);
        }
    });

    /** While what was called in it is reported; null otherwise. */
    private @Nullable HoldEnded ended;

    public BlockingCallDetector() {
        super(ID);
    }

    @Override
    public void operationEnded(OperationEnded fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(fact.trace().getStackTrace(), shared.rules(), fact.operation());
        String operation = view.operation();
        if (operation == null
                || (view.frame() == null && isOwnAffair(shared, fact.thread(), fact.hold()))
                || isAsking(view)
                || isOfTheJdk(fact, operation)
                || isWarmingUp(shared, fact, view)) {
            return;
        }
        // One of the parks of a call may be short; what they come to is compared when all are over.
        if (!fact.wasRefused()
                && fact.gather() == 0
                && isTooShort(shared, fact, view, operation, fact.durationNanos())) {
            return;
        }
        boolean mayExplain = fact.hold() != null
                && !fact.closesHold()
                && fact.durationNanos() * 2 >= shared.options().slowCallbackNanos();
        if (fact.operation() != null || fact.wasRefused()) {
            steps.addWhole(fact, view, operation, mayExplain);
        } else {
            steps.add(fact, view, operation, keyOf(operation, view, shared), mayExplain);
        }
    }

    /** Equal for all that one call does; a line that logs calls each appender anew. */
    private static String keyOf(@Nullable String operation, StackView view, DetectorContext shared) {
        LogAppender appender = view.appender(shared.rules());
        return operation + (appender == null ? "" : appender.identity()) + view.applicationFrames(shared.rules());
    }

    private void reportCall(OperationEnded fact, StackView view, String operation, long nanos) {
        DetectorContext shared = context();
        if (fact.gather() == 0 || !isTooShort(shared, fact, view, operation, nanos)) {
            Hold hold = fact.hold();
            HoldTime time = fact.closesHold() ? closedBy(fact, shared) : explainedBy(fact, nanos, shared);
            boolean closes = time != null
                    && (!fact.closesHold()
                            || time.isExplainedBy(fact.durationNanos())
                            || !shared.options().detectorEnabled("slow-callback"));
            if (hold != null && closes && !fact.closesHold()) {
                hold.explain();
            }
            report(
                    shared,
                    fact.thread(),
                    fact.threadName(),
                    operation,
                    view,
                    nanos,
                    fact.kind(),
                    fact.callback(),
                    closes && hold != null ? hold.saidIncident() : null,
                    hold == null || time == null ? null : hold.blockerSince(fact.startNanos()),
                    closes && time != null ? time.attribution() : null,
                    fact.wasRefused());
        }
    }

    /** Where the time went that an operation has closed by passing the limit alone. */
    private static HoldTime closedBy(OperationEnded fact, DetectorContext shared) {
        Hold hold = fact.hold();
        return hold == null
                ? HoldTime.of(fact.part(), fact.durationNanos())
                : HoldTime.of(hold, fact.endNanos(), shared.pauses(), shared.rules());
    }

    /** Where the time of a callback went that has passed the limit, when the operation that has not explains it; else null. */
    private @Nullable HoldTime explainedBy(OperationEnded fact, long nanos, DetectorContext shared) {
        HoldEnded over = ended;
        if (over == null || over.hold() != fact.hold() || over.hold().isExplained()) {
            return null;
        }
        HoldTime time = HoldTime.of(over.hold(), over.endNanos(), shared.pauses(), shared.rules());
        return passedLimit(over.hold(), time, shared) && time.isExplainedBy(nanos) ? time : null;
    }

    private static boolean passedLimit(Hold hold, HoldTime time, DetectorContext shared) {
        return time.countedNanos() >= shared.options().slowCallbackNanos() || hold.saidIncident() != null;
    }

    /**
     * Whether it is not worth a word. What is usually instant, and was long because the thread was not let run, is nobody's
     * mistake; what waits is one all the same.
     */
    private static boolean isTooShort(
            DetectorContext shared, OperationEnded fact, StackView view, String operation, long nanos) {
        Mode mode = shared.options().mode();
        if (mode == Mode.ALL) {
            return false;
        }
        boolean usuallyInstant = fact.usuallyInstant() || UsuallyInstant.is(view, operation, fact.kind());
        long least = fact.kind() == OperationKind.PARK && fact.part() == OperationKind.Part.LOCK
                ? leastLockNanos(shared, view, fact.callback())
                : shared.options().blockingMinNanos();
        return nanos < least
                ? usuallyInstant || mode == Mode.PROD
                : usuallyInstant && nanos - keptWaiting(shared, fact) < least;
    }

    /** How long the thread was not let run, alone or with all others. */
    private static long keptWaiting(DetectorContext shared, OperationEnded fact) {
        return Math.max(
                shared.pauses().within(fact.startNanos(), fact.endNanos()),
                RunDelay.within(fact.thread(), fact.startNanos(), fact.endNanos()));
    }

    /**
     * From where on a wait for a lock is worth a word. Where libraries have it among themselves, and the application has no
     * part in it, only a stall is: what it took up to there is the owner's turn of a processor, as likely as not.
     */
    private static long leastLockNanos(DetectorContext shared, StackView view, @Nullable Object callback) {
        long least = shared.options().blockingMinNanos();
        return isAmongLibraries(shared.rules(), view, callback)
                ? Math.max(least, shared.options().slowCallbackNanos())
                : least;
    }

    /** A method of the JDK's that is the application's callback itself leaves no frame of the application's. */
    private static boolean isAmongLibraries(FrameRules rules, StackView view, @Nullable Object callback) {
        String frame = view.frame();
        return !view.hasUserFrame()
                && (frame == null || !frame.startsWith("dev.loopscope.loop."))
                && (callback == null
                        || !rules.isUser(
                                new StackTraceElement(callback.getClass().getName(), "run", null, -1)));
    }

    @Override
    public void poll() {
        steps.poll(System.nanoTime());
    }

    @Override
    public void end() {
        steps.end();
    }

    /** Whether what the JDK does there by itself is nobody's business; what has been said while it lasted is closed. */
    private static boolean isOwnAffair(DetectorContext shared, LoopscopeThread thread, @Nullable Hold hold) {
        return shared.names().isOwnAffair(thread) && (hold == null || hold.saidIncident() == null);
    }

    /** What a stream asks in order not to wait: how much can be read at once. */
    private static boolean isAsking(StackView view) {
        for (StackTraceElement frame : view.step()) {
            if (frame.getMethodName().equals("available")
                    && frame.getClassName().equals("sun.nio.ch.ChannelInputStream")) {
                return true;
            }
        }
        return false;
    }

    /** The JDK's own way to spin for a moment before it waits is part of what was called. */
    private static boolean isOfTheJdk(OperationEnded fact, String operation) {
        return fact.kind() == OperationKind.YIELD && !operation.startsWith("java.lang.Thread.");
    }

    /** The first use of classes, too short for a stall: how long it takes is the disk's and the machine's business. */
    private static boolean isWarmingUp(DetectorContext shared, OperationEnded fact, StackView view) {
        return !fact.closesHold()
                && shared.options().mode() != Mode.ALL
                && Hold.isWarmUp(fact.thread(), fact.startNanos())
                && (ClassLoading.isAllThereIs(view) || ClassLoading.isOfLibrary(view));
    }

    /** Reports what was called meanwhile first: an operation below the limit may be what closes it. */
    @Override
    public void holdEnded(HoldEnded fact) {
        boolean isStep = isStepOfCall(fact);
        ended = fact;
        steps.holdEnded(fact.hold().thread());
        ended = null;
        if (!isStep) {
            unseenEnded(fact);
        }
    }

    /** Whether a monitor the JDK waited for belongs to a call that is told by itself, which then took that much longer. */
    private boolean isStepOfCall(HoldEnded fact) {
        DetectorContext shared = context();
        Hold hold = fact.hold();
        Sample sample = hold.unseenSample();
        if (sample == null) {
            return false;
        }
        HoldTime time = HoldTime.of(hold, fact.endNanos(), shared.pauses(), shared.rules());
        StackView view = StackView.of(sample.stack(), shared.rules());
        return switch (steps.lengthen(
                hold.thread(),
                hold.sequence(),
                keyOf(view.operation(), view, shared),
                time.unseenNanos(),
                fact.endNanos() - hold.latestStartNanos())) {
            case NONE -> false;
            case REPORTED -> !passedLimit(hold, time, shared);
            case WAITING -> true;
        };
    }

    /** What has no probe, a monitor: what the watchdog saw of a callback is closed here when that explains it. */
    private void unseenEnded(HoldEnded fact) {
        DetectorContext shared = context();
        Hold hold = fact.hold();
        Sample sample = hold.unseenSample();
        if (sample == null || hold.isExplained()) {
            return;
        }
        HoldTime time = HoldTime.of(hold, fact.endNanos(), shared.pauses(), shared.rules());
        boolean passedLimit = passedLimit(hold, time, shared);
        long duration = time.unseenNanos();
        if (passedLimit ? !time.isMostlyUnseen() : duration < shared.options().blockingMinNanos()) {
            return;
        }
        StackView view = StackView.of(sample.stack(), shared.rules());
        OperationKind kind = unseenKind(sample);
        if (!passedLimit
                && kind == OperationKind.MONITOR
                && shared.options().mode() != Mode.ALL
                && duration < leastLockNanos(shared, view, hold.callback())) {
            return;
        }
        // What has been said while it lasted is closed.
        if (hold.isWarmUp()
                && hold.saidIncident() == null
                && isOfClassLoading(sample, view, shared.rules())
                && shared.options().mode() != Mode.ALL) {
            return;
        }
        String operation = kind == OperationKind.MONITOR ? view.monitorOperation() : view.operation();
        if (operation == null || (view.frame() == null && isOwnAffair(shared, hold.thread(), hold))) {
            return;
        }
        report(
                shared,
                hold.thread(),
                sample.thread(),
                operation,
                view,
                duration,
                kind,
                hold.callback(),
                passedLimit ? hold.saidIncident() : null,
                sample.blocker(),
                passedLimit ? time.attribution() : null,
                false);
    }

    /** What a thread waits for in which no probe has seen anything begin. */
    private static OperationKind unseenKind(Sample sample) {
        if (!sample.isWaiting()) {
            return OperationKind.MONITOR;
        }
        return switch (sample.stack()[0].getMethodName()) {
            case "sleep" -> OperationKind.SLEEP;
            case "wait" -> OperationKind.WAIT;
            default -> OperationKind.PARK;
        };
    }

    /**
     * The JVM's lock, around a class that another thread links or initialises, or a loader's own; or one that libraries have
     * among themselves while they set up what they are.
     */
    private static boolean isOfClassLoading(Sample sample, StackView view, FrameRules rules) {
        return (sample.isVirtual() || sample.isWaiting())
                ? ClassLoading.isUnderWay(view)
                : !view.hasUserFrame()
                        || sample.waitsForClass()
                        || ClassLoading.isAllThereIs(view)
                        || ClassLoading.isOfLibrary(view, sample.blocker(), rules);
    }

    private static void report(
            DetectorContext shared,
            LoopscopeThread thread,
            String threadName,
            String operation,
            StackView view,
            long durationNanos,
            OperationKind kind,
            @Nullable Object callback,
            @Nullable String incident,
            @Nullable Blocker blocker,
            @Nullable Attribution attribution,
            boolean wasRefused) {
        String frame = view.frame();
        String what = operation.equals(StackView.SYNCHRONIZED) && blocker != null
                ? operation + " (" + blocker.lock() + ")"
                : StackView.shortName(view.called() == null ? operation : view.called());
        LogAppender appender = view.appender(shared.rules());
        LoopNames names = shared.names();
        String running = names.callback(thread, callback, view.handler());
        String message = what
                + (wasRefused
                        ? " would have blocked " + thread.name + ", and was stopped by an exception"
                        : " blocked " + thread.name + " for " + DiagnosticText.duration(durationNanos))
                + (frame == null ? "" : " at " + frame);
        shared.reports()
                .report(Diagnostic.of(ID, Level.WARN)
                        .message(message)
                        .thread(threadName)
                        .loop(thread.name)
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(
                                appender == null
                                        ? Fingerprint.of(ID, operation, view.applicationFrames(shared.rules()))
                                        : Fingerprint.of(ID, appender.identity(), appender.within()))
                        .operation(operation)
                        .via(view.via())
                        .durationNanos(durationNanos)
                        .state(blocker == null ? kind.state() : OperationKind.MONITOR.state())
                        .callback(running)
                        .blocker(blocker)
                        .attribution(attribution)
                        .incident(incident)
                        .fix(
                                appender == null
                                        ? Fixes.of(
                                                kind,
                                                operation,
                                                frame,
                                                names.offload(thread.family, running),
                                                names.pause(thread.family, running))
                                        : Fixes.of(appender))
                        .place(placeOf(appender))
                        .notes(notes(kind, view, appender))
                        .build());
    }

    /** Where an appender calls the application, the application's own frame is what all its findings have. */
    private static @Nullable String placeOf(@Nullable LogAppender appender) {
        return appender == null || !appender.within().isEmpty() ? null : appender.type();
    }

    private static List<String> notes(OperationKind kind, StackView view, @Nullable LogAppender appender) {
        List<String> notes = new ArrayList<>(2);
        String within = kind == OperationKind.MONITOR ? null : view.within();
        if (within != null) {
            notes.add("waited in: " + StackView.shortName(within));
        }
        if (appender != null) {
            notes.add("appender: " + appender.type() + "; whichever line logs, what it does is counted here");
        }
        return notes;
    }
}
