// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.periodictaskdied;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.PeriodicTaskListener;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Frames;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Reports periodic tasks that threw: their executor drops them, and says nothing. */
public final class PeriodicTaskDiedDetector extends ReportingDetector implements PeriodicTasks.DeathListener {
    public static final String ID = "periodic-task-died";

    private final PeriodicTasks tasks = new PeriodicTasks();

    public PeriodicTaskDiedDetector() {
        super(ID);
    }

    @Override
    public PeriodicTaskListener periodicTasks() {
        return tasks;
    }

    @Override
    public void poll() {
        tasks.poll(this);
    }

    @Override
    public void end() {
        tasks.drain(this);
        context().facts().drop(tasks.skipped());
    }

    @Override
    public void died(Death death) {
        DetectorContext shared = context();
        StackView thrown = StackView.of(ExceptionTexts.stack(death.exception()), shared.rules());
        List<String> scheduledAt = ExceptionTexts.origin(
                death.origin(), shared.rules(), shared.options().stackDepth());
        if (scheduledAt.isEmpty()
                && !thrown.hasUserFrame()
                && isQuiet(shared.options().mode())) {
            // A library's own business, as far as anybody can tell.
            return;
        }
        String frame = thrown.hasUserFrame() || scheduledAt.isEmpty() ? thrown.frame() : scheduledAt.get(0);
        String type = death.exception().getClass().getName();
        String thread = death.thread().getName();
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(ExceptionTexts.simpleName(type) + " ended a periodic task of a " + death.kind()
                                + (scheduledAt.isEmpty() ? "" : " scheduled at " + scheduledAt.get(0))
                                + ": it will not run again")
                        .thread(thread)
                        .frame(frame)
                        .stack(thrown.texts())
                        .fingerprint(Fingerprint.of(ID, type, thrown.applicationFrames(shared.rules())))
                        .createdAt(scheduledAt)
                        .exception(ExceptionTexts.of(
                                death.exception(), shared.options().redact()))
                        .fix("catch what the task throws inside the task"
                                + (frame == null ? "" : ", at " + Frames.location(frame)))
                        .notes(List.of("died on " + thread + " at " + timeOfDay(death.time())))
                        .build());
    }

    private static boolean isQuiet(Mode mode) {
        return mode == Mode.DEV || mode == Mode.PROD;
    }

    /** {@code 10:31:55Z}. */
    private static String timeOfDay(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().substring("2026-11-02T".length());
    }
}
