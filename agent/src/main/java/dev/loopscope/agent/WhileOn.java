// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.DiagnosticListener;
import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.sink.Notice;
import dev.loopscope.agent.watch.Switch;

/** Lets findings through while the agent is on, and says when that changes. Reporter's thread only. */
final class WhileOn implements DiagnosticListener, Runnable {
    private final Switch power;
    private final Reporter reporter;
    private boolean wasOn = true;

    WhileOn(Switch power, Reporter reporter) {
        this.power = power;
        this.reporter = reporter;
    }

    @Override
    public void report(Diagnostic found) {
        if (power.isOn()) {
            reporter.report(found);
        }
    }

    @Override
    public void run() {
        boolean isOn = power.isOn();
        if (isOn != wasOn) {
            wasOn = isOn;
            reporter.say(new Notice(!isOn, isOn ? "switched on again" : "switched off: nothing is reported"));
        }
    }
}
