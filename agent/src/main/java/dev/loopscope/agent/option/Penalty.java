// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

/** What follows a finding. */
public enum Penalty {
    LOG,
    /** Throw at the place of the mistake where that is safe, log elsewhere. */
    THROW,
    IGNORE
}
