// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.callbackexception;

import com.google.auto.service.AutoService;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.fact.CallbackFailed;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import org.jspecify.annotations.Nullable;

/** Reports exceptions that left a callback and that no exception handler of the user's took. */
@AutoService(Detector.class)
public final class CallbackExceptionDetector implements Detector {
    public static final String ID = "callback-exception";

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
    public void callbackFailed(CallbackFailed fact) {
        DetectorContext shared = context;
        if (shared == null) {
            return;
        }
        StackView view = StackView.of(ExceptionTexts.stack(fact.exception()), shared.rules());
        String frame = view.frame();
        String type = fact.exception().getClass().getName();
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(ExceptionTexts.simpleName(type) + " left a callback of " + fact.loop()
                                + (frame == null ? "" : " at " + frame))
                        .thread(fact.thread())
                        .loop(fact.loop())
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, type, view.applicationFrames(shared.rules())))
                        .callback(fact.callback())
                        .createdAt(ExceptionTexts.origin(
                                fact.origin(), shared.rules(), shared.options().stackDepth()))
                        .exception(ExceptionTexts.of(
                                fact.exception(), shared.options().redact()))
                        .fix("catch it in the callback, or set an exception handler on the loop")
                        .build());
    }
}
