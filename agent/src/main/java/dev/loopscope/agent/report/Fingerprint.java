// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The short name of a mistake. Any thread. */
public final class Fingerprint {
    /** Deep enough to tell two callers of one helper apart, shallow enough to survive a new caller of theirs; a guess. */
    private static final int MAX_FRAMES = 8;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Fingerprint() {}

    /**
     * Eight hex digits from the detector, the operation and class and method of up to eight frames, so that a line that
     * moved, a lambda or proxy numbered anew, another build or another run give the same.
     *
     * @param applicationFrames {@code com.acme.A.b(A.java:41)}, innermost first, without the JDK's and the libraries'
     */
    public static String of(String id, @Nullable String operation, List<String> applicationFrames) {
        long hash = add(FNV_OFFSET, id);
        hash = add(hash, operation == null ? "" : withoutHiddenClass(operation));
        int taken = 0;
        for (int i = 0; i < applicationFrames.size() && taken < MAX_FRAMES; i++) {
            String frame = applicationFrames.get(i);
            if (!Frames.isLambdaClass(frame)) {
                hash = add(hash, Frames.stableClassName(frame));
                hash = add(hash, Frames.stableMethodName(frame));
                taken++;
            }
        }
        // FNV leaves the last characters in the low bits; the multiplication and the fold spread them.
        hash *= 0x9e3779b97f4a7c15L;
        int folded = (int) (hash ^ (hash >>> 32));
        char[] digits = new char[8];
        for (int i = 7; i >= 0; i--) {
            digits[i] = Character.forDigit(folded & 15, 16);
            folded >>>= 4;
        }
        return new String(digits);
    }

    private static long add(long hash, String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        // A separator no name contains, so that "ab","c" differs from "a","bc".
        return (hash ^ 0xffff) * FNV_PRIME;
    }

    /** {@code synchronized (com.acme.A$$Lambda)} for the lock of that hidden class, whatever its number. */
    private static String withoutHiddenClass(String operation) {
        int lambda = operation.indexOf("$$Lambda");
        int hidden = operation.indexOf("/0x");
        int start = lambda >= 0 ? lambda + "$$Lambda".length() : hidden;
        if (start < 0) {
            return operation;
        }
        int end = start;
        while (end < operation.length() && operation.charAt(end) != ')' && operation.charAt(end) != '.') {
            end++;
        }
        return operation.substring(0, start).concat(operation.substring(end));
    }
}
