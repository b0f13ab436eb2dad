// SPDX-License-Identifier: Apache-2.0
/** The agent jar as a program: check, --help, --version, --print-config. */
@NullMarked
package dev.loopscope.agent.cli;

import org.jspecify.annotations.NullMarked;
