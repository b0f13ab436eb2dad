// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.unclosedresource;

import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.detector.ReportingDetector;
import dev.loopscope.agent.fact.Unclosed;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionTexts;
import dev.loopscope.agent.report.Fingerprint;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.time.Instant;
import java.util.List;

/** Reports loops that were collected unclosed, and what was open when its loop was closed or collected. */
public final class UnclosedResourceDetector extends ReportingDetector {
    public static final String ID = "unclosed-resource";

    private static final StackTraceElement[] UNKNOWN = {};

    public UnclosedResourceDetector() {
        super(ID);
    }

    @Override
    public void unclosed(Unclosed fact) {
        DetectorContext shared = context();
        Throwable origin = fact.origin();
        StackView view = StackView.of(origin == null ? UNKNOWN : origin.getStackTrace(), shared.rules());
        String frame = view.frame();
        shared.reports()
                .report(Diagnostic.of(ID, Level.WARN)
                        .message(what(fact) + (frame == null ? "" : ", made at " + frame))
                        .thread(fact.thread())
                        .loop(fact.loop())
                        .frame(frame)
                        .stack(view.texts())
                        .fingerprint(Fingerprint.of(ID, fact.kind(), view.applicationFrames(shared.rules())))
                        .createdAt(ExceptionTexts.origin(
                                origin, shared.rules(), shared.options().stackDepth()))
                        .droppedAt(fact.isCollected() ? Instant.now().toString() : null)
                        .notes(isLoop(fact) ? List.of() : List.of("open: " + fact.detail()))
                        .fix(fix(fact.kind()))
                        .build());
    }

    private static boolean isLoop(Unclosed fact) {
        return fact.kind().equals("EventLoop");
    }

    private static String what(Unclosed fact) {
        if (!fact.isCollected()) {
            return fact.kind() + " was still open when " + fact.loop() + " was closed";
        }
        return switch (fact.kind()) {
            case "EventLoop" -> "EventLoop " + fact.loop() + " was never closed, and nobody has it any more";
            case "Server", "Transport" ->
                fact.kind() + " was still open when " + fact.loop() + " was collected, unclosed itself";
            default -> fact.kind() + " of " + fact.loop() + " was never closed, and nobody has it any more";
        };
    }

    private static String fix(String kind) {
        return switch (kind) {
            case "EventLoop" ->
                "close it, with try (EventLoop loop = EventLoop.open()); EventLoop.run(...) does so by itself";
            case "Server" -> "close() it before its loop, with try (Server server = ...)";
            default ->
                "close() it, or the writer or StreamConnection it belongs to, in a finally block or with try (...)";
        };
    }
}
