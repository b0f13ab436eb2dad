// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.List;
import java.util.Map;

/**
 * What is known when the agent has started.
 *
 * @param run a UUID, the same in every record of this JVM
 * @param detectors detector id to {@code live} or the reason why not, in catalogue order
 * @param hooksMissing interception points this JDK does not have
 */
public record RunStart(
        String run,
        long pid,
        String agentVersion,
        String jdk,
        String mode,
        Map<String, String> detectors,
        List<String> hooksMissing) {}
