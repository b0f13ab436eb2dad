// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

/** Of which futures, callbacks and resources the creation site is kept. */
public enum CreationTraces {
    ALL,
    SAMPLED,
    OFF
}
