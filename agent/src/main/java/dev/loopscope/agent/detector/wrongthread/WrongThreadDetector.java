// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.wrongthread;

import com.google.auto.service.AutoService;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.fact.WrongThread;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import org.jspecify.annotations.Nullable;

/** Reports calls a loop refused because they came from a thread that does not run it. */
@AutoService(Detector.class)
public final class WrongThreadDetector implements Detector {
    public static final String ID = "wrong-thread";

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
    public void wrongThread(WrongThread fact) {
        DetectorContext shared = context;
        if (shared == null) {
            return;
        }
        StackView view = StackView.of(fact.refusal().getStackTrace(), shared.rules());
        String frame = view.frame();
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(fact.operation() + " of " + fact.loop() + " called from " + fact.thread()
                                + (frame == null ? "" : " at " + frame))
                        .thread(fact.thread())
                        .loop(fact.loop())
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, fact.operation(), view.applicationFrames(shared.rules())))
                        .operation(fact.operation())
                        .fix("call " + fact.alternative() + " instead; it may be called from any thread")
                        .build());
    }
}
