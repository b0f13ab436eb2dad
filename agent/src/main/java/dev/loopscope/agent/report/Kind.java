// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

/** What a record says; lower case it is the JSON value. */
public enum Kind {
    /** Something is wrong, said for the first time or closing an incident. */
    FINDING,
    /** A finding that lasts still lasts. */
    UPDATE,
    /** Findings like an earlier one came again and were only counted. */
    REMINDER
}
