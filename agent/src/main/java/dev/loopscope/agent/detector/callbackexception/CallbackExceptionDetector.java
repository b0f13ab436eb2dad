// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.callbackexception;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.detector.RootException;
import dev.loopscope.agent.fact.CallbackFailed;
import dev.loopscope.agent.fact.CallbackThrew;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import org.jspecify.annotations.Nullable;

/** Reports exceptions that left a callback, of any loop, and that no exception handler of the user's took. */
public final class CallbackExceptionDetector extends ReportingDetector {
    public static final String ID = "callback-exception";

    /** How deep libraries wrap what they pass on; a guess. */
    private static final int CAUSES = 8;

    public CallbackExceptionDetector() {
        super(ID);
    }

    @Override
    public void callbackFailed(CallbackFailed fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(ExceptionTexts.stack(fact.exception()), shared.rules());
        shared.reports()
                .report(finding(fact.exception(), view, fact.loop(), fact.thread())
                        .callback(fact.callback())
                        .createdAt(ExceptionTexts.origin(
                                fact.origin(), shared.rules(), shared.options().stackDepth()))
                        .fix("catch it in the callback, or set an exception handler on the loop")
                        .build());
    }

    /** Broken connections and bad input of peers end so, too: those are nobody's mistake. */
    @Override
    public void callbackThrew(CallbackThrew fact) {
        DetectorContext shared = context();
        StackView view = applicationsOwn(fact.exception());
        if (view == null) {
            return;
        }
        LoopscopeThread thread = fact.thread();
        String handling = shared.names().handling(thread.family);
        shared.reports()
                .report(finding(fact.exception(), view, thread.name, thread.thread.getName())
                        .callback(shared.names().callback(thread, null, view.handler()))
                        .fix("catch it in the callback" + (handling == null ? "" : ", or " + handling))
                        .build());
    }

    /** The stack on which the loop has called the application's code: the exception's, or that of one it was caused by. */
    private @Nullable StackView applicationsOwn(Throwable exception) {
        Throwable thrown = exception;
        for (int depth = 0; depth < CAUSES && thrown != null; depth++) {
            StackView view =
                    StackView.of(ExceptionTexts.stack(thrown), context().rules());
            if (view.handler() != null) {
                return view;
            }
            thrown = RootException.causeOf(thrown);
        }
        return null;
    }

    private Diagnostic.Builder finding(Throwable exception, StackView view, String loop, String thread) {
        DetectorContext shared = context();
        String frame = view.frame();
        String type = exception.getClass().getName();
        return Diagnostic.of(ID, Level.ERROR)
                .message(ExceptionTexts.simpleName(type) + " left a callback of " + loop
                        + (frame == null ? "" : " at " + frame))
                .thread(thread)
                .loop(loop)
                .frame(frame)
                .stack(view.texts())
                .fingerprint(Fingerprint.of(ID, type, view.applicationFrames(shared.rules())))
                .exception(ExceptionTexts.of(exception, shared.options().redact()));
    }
}
