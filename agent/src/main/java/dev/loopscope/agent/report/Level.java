// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

/** How loud a finding is; the names are the log levels and the JSON values. */
public enum Level {
    WARN,
    ERROR
}
