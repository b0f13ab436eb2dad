// SPDX-License-Identifier: Apache-2.0
/** Where the JDK is watched: rows of data, one file per part of the JDK. */
@NullMarked
package dev.loopscope.agent.interception;

import org.jspecify.annotations.NullMarked;
