// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.loopscope.loop.stream;

import org.jspecify.annotations.NullMarked;
