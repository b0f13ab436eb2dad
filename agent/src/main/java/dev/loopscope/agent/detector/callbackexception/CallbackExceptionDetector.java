// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.callbackexception;

import com.google.auto.service.AutoService;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.CallbackFailed;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;

/** Reports exceptions that left a callback and that no exception handler of the user's took. */
@AutoService(Detector.class)
public final class CallbackExceptionDetector extends ReportingDetector {
    public static final String ID = "callback-exception";

    public CallbackExceptionDetector() {
        super(ID);
    }

    @Override
    public void callbackFailed(CallbackFailed fact) {
        DetectorContext shared = context();
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
