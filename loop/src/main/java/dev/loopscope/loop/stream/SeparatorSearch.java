// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

/**
 * Loop thread only. Looks for a separator again whenever more has arrived, and never twice at the same bytes but for what
 * may be the beginning of one. Nothing may be taken out of the buffer meanwhile.
 */
final class SeparatorSearch {
    private final ReadBuffer buffer;
    private final byte[] separator;
    private int without;

    SeparatorSearch(ReadBuffer buffer, byte[] separator) {
        this.buffer = buffer;
        this.separator = separator;
    }

    /** Where it begins, -1 if it has not arrived yet. */
    int find() {
        int index = buffer.indexOf(separator, without);
        if (index < 0) {
            without = Math.max(without, buffer.size() + 1 - separator.length);
        }
        return index;
    }

    /** How many of the first bytes cannot be a part of it, as far as was looked. */
    int without() {
        return without;
    }
}
