// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.FailureLost;
import dev.loopscope.agent.fact.Thrown;
import dev.loopscope.agent.interception.LibraryFuture;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.ClassLoading;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticText;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.Frames;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports failures that nobody asked for: of the bundled loop's futures, which tell it, and of the JDK's. */
public final class ExceptionNeverRetrievedDetector extends ReportingDetector implements FailureTracker.LostListener {
    public static final String ID = "exception-never-retrieved";

    private static final String HTTP_CLIENT = "jdk.internal.net.http.";
    private static final String TASK = "java.util.concurrent.FutureTask";
    private static final StackTraceElement[] NO_FRAMES = {};
    private static final String FUTURE = "java.util.concurrent.CompletableFuture";

    private final FailureTracker tracker = new FailureTracker();

    public ExceptionNeverRetrievedDetector() {
        super(ID);
    }

    @Override
    public FailureListener failures() {
        return tracker;
    }

    @Override
    public void poll() {
        tracker.poll(this, context().options().unretrievedAfterNanos());
        context().facts().drop(tracker.skipped());
    }

    @Override
    public void end() {
        tracker.drain(this);
        context().facts().drop(tracker.skipped());
    }

    @Override
    public void lost(FailureLost fact) {
        failureLost(fact);
    }

    @Override
    public void failureLost(FailureLost fact) {
        DetectorContext shared = context();
        StackTraceElement[] failure =
                fact.failure() == null ? NO_FRAMES : fact.failure().stack();
        if (isHandedToSubclass(failure) || isOfHttpClient(fact.exception().stack())) {
            return;
        }
        StackView thrown = StackView.of(fact.exception().stack(), shared.rules());
        StackView failed = StackView.of(failure, shared.rules());
        LibraryFuture library = LibraryFuture.of(fact.kind());
        Thrown made =
                library == null ? made(fact, shared.rules()) : madeForUser(fact.origin(), library, shared.rules());
        List<String> createdAt =
                ExceptionTexts.origin(made, shared.rules(), shared.options().stackDepth());
        StackView shown = thrown.hasUserFrame() || !failed.hasUserFrame() ? thrown : failed;
        boolean isUsers = !createdAt.isEmpty()
                || isOfUser(thrown, fact.exception().stack(), shared.rules())
                || isOfUser(failed, failure, shared.rules());
        if (!isUsers && isQuiet(shared.options().mode(), library)) {
            // A library's own business, as far as anybody can tell.
            return;
        }
        String frame = createdAt.isEmpty() ? shown.frame() : createdAt.get(0);
        String type = fact.exception().type();
        String place = createdAt.isEmpty() ? (frame == null ? "" : " that failed at " + frame) : " made at " + frame;
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(ExceptionTexts.simpleName(type) + " in " + (isNamed(fact) ? "" : "a ") + fact.kind()
                                + place
                                + (fact.collectedAt() == null
                                        ? ": nobody has read it yet"
                                        : ": nobody read it, and the future is gone"))
                        .thread(fact.failedThread() == null ? "" : fact.failedThread())
                        .frame(frame)
                        .stack(shown.texts())
                        .fingerprint(Fingerprint.of(
                                ID,
                                type,
                                shown.hasUserFrame() || createdAt.isEmpty()
                                        ? shown.applicationFrames(shared.rules())
                                        : createdAt))
                        .createdAt(createdAt)
                        .failedAt(failed.hasUserFrame() ? failed.frame() : null)
                        .exception(ExceptionTexts.of(
                                fact.exception(), shared.options().redact()))
                        .fix((library == null ? fix(fact.kind()) : library.remedy())
                                + (frame == null ? "" : " at " + Frames.location(frame)))
                        .notes(List.of(times(fact)))
                        .build());
    }

    private static String fix(String kind) {
        return switch (kind) {
            case "CompletableFuture" -> "return, join or whenComplete the future";
            case "FutureTask" -> "call get on what submit or schedule returned, or catch the exception in the task,";
            case "ForkJoinTask" -> "join the task, or catch the exception in it,";
            default -> "ask the future for its result or exception, or await it,";
        };
    }

    /** The JDK's HTTP client fails its own futures too, as when a request is cancelled, and looks at all that matter. */
    private static boolean isOfHttpClient(StackTraceElement[] thrown) {
        return thrown.length > 0 && thrown[0].getClassName().startsWith(HTTP_CLIENT);
    }

    /** A subclass of {@code FutureTask} that overrides {@code setException} is handed the exception by {@code run}. */
    private static boolean isHandedToSubclass(StackTraceElement[] failure) {
        int own = 0;
        while (own < failure.length && !failure[own].getMethodName().equals("setException")) {
            own++;
        }
        return own + 2 < failure.length
                && failure[own].getClassName().equals(TASK)
                && failure[own + 1].getMethodName().equals("setException")
                && failure[own + 2].getClassName().equals(TASK);
    }

    /** Whether the application's code did it, and has not only been first to need a class of a library's. */
    private static boolean isOfUser(StackView view, StackTraceElement[] stack, FrameRules rules) {
        return view.hasUserFrame() && !ClassLoading.isOfLibrary(stack, rules);
    }

    /** Where its future was made: a method that makes futures, {@code thenApply}, may make one that has failed. */
    private static @Nullable Thrown made(FailureLost fact, FrameRules rules) {
        Thrown failure = fact.failure();
        Thrown made = fact.origin() == null && failure != null && isOfMaker(failure.stack()) ? failure : fact.origin();
        return made == null || ClassLoading.isOfLibrary(made.stack(), rules) ? null : made;
    }

    private static boolean isOfMaker(StackTraceElement[] stack) {
        String called = "";
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(FUTURE)) {
                called = frame.getMethodName();
            } else if (!called.isEmpty()) {
                break;
            }
        }
        return !called.isEmpty()
                && !called.startsWith("complete")
                && !called.startsWith("obtrude")
                && !called.equals("postComplete");
    }

    /** Null for a future that a library has made for itself, though perhaps on the application's behalf. */
    private static @Nullable Thrown madeForUser(@Nullable Thrown origin, LibraryFuture library, FrameRules rules) {
        if (origin != null) {
            for (StackTraceElement frame : origin.stack()) {
                if (!FrameRules.isAgent(frame) && !library.isMaker(frame)) {
                    return rules.isUser(frame) ? origin : null;
                }
            }
        }
        return null;
    }

    /** {@code Task 'order-17'}, as against {@code LoopFuture}. */
    private static boolean isNamed(FailureLost fact) {
        return fact.kind().endsWith("'");
    }

    /** A library makes many futures for itself. */
    private static boolean isQuiet(Mode mode, @Nullable LibraryFuture library) {
        return mode == Mode.DEV || mode == Mode.PROD || (mode == Mode.TEST && library != null);
    }

    /** {@code 10:31:55Z}. */
    private static String timeOfDay(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().substring("2026-11-02T".length());
    }

    private static String times(FailureLost fact) {
        String collected = fact.collectedAt() == null ? "still kept" : "collected " + timeOfDay(fact.collectedAt());
        return fact.failedAt() == null
                ? collected
                : "failed on " + DiagnosticText.named(fact.failedThread()) + " at " + timeOfDay(fact.failedAt()) + ", "
                        + collected;
    }
}
