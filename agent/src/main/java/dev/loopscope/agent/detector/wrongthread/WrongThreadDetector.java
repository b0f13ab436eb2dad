// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.wrongthread;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.SwingTouched;
import dev.loopscope.agent.fact.WrongThread;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;

/**
 * Reports calls a loop refused because they came from a thread that does not run it, and those that Swing would have done
 * better to refuse.
 */
public final class WrongThreadDetector extends ReportingDetector {
    public static final String ID = "wrong-thread";
    /** And a capital letter. */
    private static final String COMPONENT = "javax.swing.J";

    public WrongThreadDetector() {
        super(ID);
    }

    @Override
    public void wrongThread(WrongThread fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(fact.refusal().getStackTrace(), shared.rules());
        String frame = view.frame();
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(fact.operation() + " of " + fact.loop() + ", which runs in " + fact.loopThread()
                                + ", called from " + fact.thread() + (frame == null ? "" : " at " + frame))
                        .thread(fact.thread())
                        .loop(fact.loop())
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, fact.operation(), view.applicationFrames(shared.rules())))
                        .operation(fact.operation())
                        .fix("call " + fact.alternative() + " instead; it may be called from any thread")
                        .build());
    }

    @Override
    public void swingTouched(SwingTouched fact) {
        DetectorContext shared = context();
        StackView view = StackView.of(fact.place().getStackTrace(), shared.rules());
        String operation = view.operation();
        if (!view.hasUserFrame()
                || operation == null
                || (fact.isModel() && isOfComponent(operation))
                || view.anyInner(WrongThreadDetector::isForAnyThread)) {
            return;
        }
        shared.reports()
                .report(Diagnostic.of(ID, Level.ERROR)
                        .message(StackView.shortName(operation) + ", which belongs to " + fact.eventThread()
                                + ", called from " + fact.thread() + " at " + view.frame())
                        .thread(fact.thread())
                        .loop(fact.eventThread())
                        .frame(view.frame())
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, operation, view.applicationFrames(shared.rules())))
                        .operation(operation)
                        .via(view.via())
                        .fix(
                                "SwingUtilities.invokeLater(...) around it, or a SwingWorker whose done() or process() does it")
                        .build());
    }

    /** A component's own models change while it is made, and who makes it need not be the event thread. */
    private static boolean isOfComponent(String operation) {
        return operation.startsWith("java.awt.")
                || (operation.startsWith(COMPONENT) && Character.isUpperCase(operation.charAt(COMPONENT.length())));
    }

    /** Made to be told of progress by whoever makes it. */
    private static boolean isForAnyThread(StackTraceElement frame) {
        return frame.getClassName().startsWith("javax.swing.ProgressMonitor");
    }
}
