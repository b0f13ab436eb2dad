// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.futuredropped;

import com.google.auto.service.AutoService;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.fact.TaskLeftPending;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports tasks of the bundled loop that were pending when it was closed: nobody will ever resume them. */
@AutoService(Detector.class)
public final class FutureDroppedDetector implements Detector {
    public static final String ID = "future-dropped";

    private static final StackTraceElement[] NOWHERE = {};

    private @Nullable DetectorContext context;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public void start(DetectorContext shared) {
        context = shared;
    }

    @Override
    public void taskLeftPending(TaskLeftPending fact) {
        DetectorContext shared = context;
        if (shared == null) {
            return;
        }
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
