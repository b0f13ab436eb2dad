// SPDX-License-Identifier: Apache-2.0
/** That the benchmarks run. */
@NullMarked
package dev.loopscope.bench;

import org.jspecify.annotations.NullMarked;
