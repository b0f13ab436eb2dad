// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.allow.Allowance;
import dev.loopscope.agent.allow.Allowances;
import dev.loopscope.agent.detector.blockingcall.BlockingCallDetector;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.option.Penalty;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Decides at the entry of an operation whether {@code penalty=throw} stops it there. The one place where the loop thread does
 * a report's work: a program that wants an exception wants it on that very line.
 */
final class ThrowPolicy {
    private final boolean isOn;
    private final FrameRules rules;
    private final Allowances allowances;

    ThrowPolicy(Options options, FrameRules rules, Allowances allowances) {
        this.isOn = options.penalty(BlockingCallDetector.ID) == Penalty.THROW
                && options.detectorEnabled(BlockingCallDetector.ID);
        this.rules = rules;
        this.allowances = allowances;
    }

    boolean isOn() {
        return isOn;
    }

    /** @throws LoopscopeError when the operation must not happen */
    void check(LoopscopeThread thread, Throwable trace) {
        StackView view = StackView.of(trace.getStackTrace(), rules);
        String operation = view.operation();
        if (operation == null) {
            return;
        }
        String frame = view.frame();
        String message = operation + " would block " + thread.name + (frame == null ? "" : " at " + frame);
        Allowance allowance = allowances.find(Diagnostic.of(BlockingCallDetector.ID, Level.WARN)
                .message(message)
                .thread(Thread.currentThread().getName())
                .loop(thread.name)
                .frame(frame)
                .stack(view.texts())
                .operation(operation)
                .build());
        if (allowance != null) {
            // An expired allowance is logged again, never thrown; the report at the operation's end says so.
            if (!allowance.isExpired(LocalDate.now(ZoneId.systemDefault()))) {
                allowance.markUsed();
            }
            return;
        }
        throw new LoopscopeError(message);
    }
}
