// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

/** Where the text form of findings goes. */
public enum LogTarget {
    /** The application's SLF4J once it has bound it, else stderr. */
    AUTO,
    JUL,
    STDERR,
    STDOUT,
    OFF
}
