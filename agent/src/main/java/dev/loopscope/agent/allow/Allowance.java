// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.allow;

import dev.loopscope.agent.option.Glob;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionText;
import dev.loopscope.agent.report.Frames;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the allow file: findings that are known and accepted, or inside a place where they are accepted the exception
 * to that. Any thread.
 */
public final class Allowance {
    /** Farther than any frame. */
    static final int ANYWHERE = Integer.MAX_VALUE;

    private final String line;
    private final String location;
    /** Null with a fingerprint alone. */
    private final @Nullable String id;
    /** Null with a fingerprint. */
    private final @Nullable String classGlob;
    /** Null when every method will do. */
    private final @Nullable String methodGlob;

    private final @Nullable String fingerprint;
    private final @Nullable String operation;
    private final @Nullable String thread;
    private final @Nullable LocalDate until;
    private final boolean allows;
    /** Benign race: two findings may both set it. */
    private volatile boolean used;

    Allowance(
            String line,
            String location,
            @Nullable String id,
            @Nullable String place,
            @Nullable String fingerprint,
            @Nullable String operation,
            @Nullable String thread,
            @Nullable LocalDate until,
            boolean allows) {
        int hash = place == null ? -1 : place.indexOf('#');
        this.line = line;
        this.location = location;
        this.id = "*".equals(id) ? null : id;
        this.classGlob = place == null || hash < 0 ? place : place.substring(0, hash);
        this.methodGlob = place == null || hash < 0 ? null : place.substring(hash + 1);
        this.fingerprint = fingerprint;
        this.operation = operation == null ? null : operation.replace('#', '.');
        this.thread = thread;
        this.until = until;
        this.allows = allows;
    }

    /** False for a line that begins with {@code disallow}. */
    boolean allows() {
        return allows;
    }

    /** Whether it names a method, not a class as a whole. */
    boolean namesMethod() {
        return methodGlob != null;
    }

    /**
     * How far from the operation the line's place is: the number of the innermost frame that fits, or {@link #ANYWHERE} when
     * it fits without one; 0 for a fingerprint, which means this finding and no other; -1 if some part of the line does not fit. An expired line matches too. The place may be any frame
     * of the stack, and, for what is no matter of time, of the exception or the creation site.
     */
    public int match(Diagnostic diagnostic) {
        int distance = fitsBesidePlace(diagnostic) ? matchPlace(diagnostic) : -1;
        return fingerprint == null ? distance : Math.min(distance, 0);
    }

    private boolean fitsBesidePlace(Diagnostic diagnostic) {
        return (id == null || id.equals(diagnostic.id()))
                && (fingerprint == null || fingerprint.equals(diagnostic.fingerprint()))
                && (thread == null || matchesThread(thread, diagnostic))
                && (operation == null || matchesOperation(operation, diagnostic));
    }

    private static boolean matchesThread(String glob, Diagnostic diagnostic) {
        String loop = diagnostic.loop();
        return Glob.matches(glob, diagnostic.thread()) || (loop != null && Glob.matches(glob, loop));
    }

    /** The operation and the library method around it, each with or without its package. */
    private static boolean matchesOperation(String glob, Diagnostic diagnostic) {
        return matchesMethod(glob, diagnostic.operation()) || matchesMethod(glob, diagnostic.via());
    }

    private static boolean matchesMethod(String glob, @Nullable String method) {
        if (method == null) {
            return false;
        }
        String place = method.indexOf(' ') < 0 ? Frames.place(method) : method;
        int dot = place.lastIndexOf('.', place.lastIndexOf('.') - 1);
        return Glob.matches(glob, place) || Glob.matches(glob, place.substring(dot + 1));
    }

    private int matchPlace(Diagnostic diagnostic) {
        String glob = classGlob;
        if (glob == null || (glob.equals("*") && methodGlob == null)) {
            return ANYWHERE;
        }
        int innermost = innermost(glob, diagnostic.stack());
        String frame = diagnostic.frame();
        if (innermost >= 0 || (frame != null && matchesFrame(glob, frame))) {
            return innermost >= 0 ? innermost : ANYWHERE;
        }
        if (diagnostic.durationNanos() >= 0) {
            return -1;
        }
        ExceptionText exception = diagnostic.exception();
        return innermost(glob, diagnostic.createdAt()) >= 0
                        || (exception != null && innermost(glob, exception.stack()) >= 0)
                ? ANYWHERE
                : -1;
    }

    private int innermost(String glob, List<String> frames) {
        for (int i = 0; i < frames.size(); i++) {
            if (matchesFrame(glob, frames.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private boolean matchesFrame(String glob, String frame) {
        if (methodGlob == null) {
            return Glob.matches(glob, Frames.className(frame)) || Glob.matches(glob, Frames.place(frame));
        }
        return (Glob.matches(glob, Frames.className(frame)) || Glob.matches(glob, Frames.stableClassName(frame)))
                && (Glob.matches(methodGlob, Frames.methodName(frame))
                        || Glob.matches(methodGlob, Frames.stableMethodName(frame)));
    }

    /** True after the day of {@code until}, which itself still counts. */
    public boolean isExpired(LocalDate today) {
        return until != null && today.isAfter(until);
    }

    /** True if this one ends later than the other, or never. */
    boolean outlasts(Allowance other) {
        return other.until != null && (until == null || until.isAfter(other.until));
    }

    /** Says that it kept a finding quiet, so that the summary does not call it unused. */
    public void markUsed() {
        used = true;
    }

    public boolean isUsed() {
        return used;
    }

    /** {@code file:line}. */
    public String location() {
        return location;
    }

    /** The line as written. */
    @Override
    public String toString() {
        return line;
    }
}
