// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector;

import dev.loopscope.agent.adapter.LoopNames;
import dev.loopscope.agent.fact.FactQueue;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.report.DiagnosticListener;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.watch.Pauses;

/**
 * What detectors share.
 *
 * @param reports where a diagnostic goes
 * @param facts for what a detector finds on another thread and wants to tell on the reporter's
 */
public record DetectorContext(
        Options options,
        FrameRules rules,
        LoopNames names,
        Pauses pauses,
        FactQueue facts,
        DiagnosticListener reports) {}
