// SPDX-License-Identifier: Apache-2.0
/** The agent over JMX: read and switched in a running JVM. */
@NullMarked
package dev.loopscope.agent.management;

import org.jspecify.annotations.NullMarked;
