// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

/** Where detectors hand over what they found. Reporter's thread only. */
public interface DiagnosticListener {
    void report(Diagnostic diagnostic);
}
