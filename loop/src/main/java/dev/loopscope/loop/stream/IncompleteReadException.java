// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import java.util.OptionalInt;

/**
 * The peer ended its side before everything that was asked for had come. What had come is in here, and no longer in the
 * stream.
 *
 * <p>asyncio: {@code IncompleteReadError}.
 */
public final class IncompleteReadException extends RuntimeException {
    private final byte[] partial;
    private final int expected;

    private IncompleteReadException(byte[] partial, int expected, String wanted) {
        super(partial.length + " bytes read on a total of " + wanted + " expected bytes");
        this.partial = partial;
        this.expected = expected;
    }

    static IncompleteReadException of(byte[] partial, int expected) {
        return new IncompleteReadException(partial, expected, String.valueOf(expected));
    }

    static IncompleteReadException withoutSeparator(byte[] partial) {
        return new IncompleteReadException(partial, -1, "undefined");
    }

    /** The bytes that came; may be none. The caller's. */
    @SuppressWarnings("EI_EXPOSE_REP") // handed over
    public byte[] partial() {
        return partial;
    }

    /** How many were asked for; empty if it was a separator that did not come. */
    public OptionalInt expected() {
        return expected < 0 ? OptionalInt.empty() : OptionalInt.of(expected);
    }
}
