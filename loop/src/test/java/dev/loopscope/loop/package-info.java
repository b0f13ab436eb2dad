// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.loopscope.loop;

import org.jspecify.annotations.NullMarked;
