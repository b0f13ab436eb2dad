// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.allow.Allowance;
import dev.loopscope.agent.allow.Allowances;
import dev.loopscope.agent.detector.blockingcall.BlockingCallDetector;
import dev.loopscope.agent.detector.blockingcall.UsuallyInstant;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.option.Penalty;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.StackView;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

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

    /** A class whose loading fails is lost for good, and a barrier has counted who waits at it. */
    private static boolean isHarmful(StackView view, String operation) {
        return UsuallyInstant.isOrInitializes(view, operation)
                || operation.startsWith("java.util.concurrent.CyclicBarrier.");
    }

    /**
     * @param named the operation's own name, if it has one
     * @throws LoopscopeError when the operation must not happen
     */
    void check(LoopscopeThread thread, @Nullable String named, Throwable trace) {
        StackView view = StackView.of(trace.getStackTrace(), rules, named);
        String operation = view.operation();
        String frame = view.frame();
        if (operation == null || frame == null || isHarmful(view, operation)) {
            return;
        }
        String message = operation + " would block " + thread.name + " at " + frame;
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
