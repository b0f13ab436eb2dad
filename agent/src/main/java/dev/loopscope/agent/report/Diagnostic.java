// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One finding as data: what every sink is given. Text only; it holds no object of the application.
 *
 * @param id the detector's id
 * @param message the first line: it can be grepped and understood alone; without the fingerprint
 * @param thread name of the thread concerned
 * @param loop the loop's name, null when no loop is involved
 * @param frame the user's frame {@code com.acme.A.b(A.java:41)}, null when there is none
 * @param stack up to 64 frames, innermost first, agent frames removed
 * @param fingerprint eight hex digits, equal for equal mistakes across runs
 * @param count how many times this fingerprint has been seen, this one included
 * @param operation {@code java.lang.Thread.sleep}
 * @param via the library method nearest the operation, when that is not the frame
 * @param durationNanos how long it took, or -1
 * @param state what a stuck thread does: {@code lock}, {@code parked}, {@code io}, {@code cpu} ...
 * @param callback what the loop ran: class and creation site
 * @param createdAt application frames of the creation site, innermost first
 * @param place the class or method that an allowance is to name when that is not the frame
 * @param notes further detail lines for the text forms, without indentation
 */
public record Diagnostic(
        Kind kind,
        String id,
        Level level,
        String message,
        String thread,
        @Nullable String loop,
        @Nullable String frame,
        List<String> stack,
        String fingerprint,
        long count,
        @Nullable String operation,
        @Nullable String via,
        long durationNanos,
        @Nullable String state,
        @Nullable String callback,
        List<String> createdAt,
        @Nullable String failedAt,
        @Nullable String droppedAt,
        @Nullable ExceptionText exception,
        @Nullable Attribution attribution,
        @Nullable Blocker blocker,
        List<String> chain,
        @Nullable String incident,
        @Nullable String fix,
        @Nullable String place,
        List<String> notes) {

    public Diagnostic {
        stack = List.copyOf(stack);
        createdAt = List.copyOf(createdAt);
        chain = List.copyOf(chain);
        notes = List.copyOf(notes);
    }

    /** Starts a finding; {@link Builder#build} ends it. */
    public static Builder of(String id, Level level) {
        return new Builder(id, level);
    }

    /** This diagnostic as the reporter shows it. */
    Diagnostic counted(Kind shownAs, long seen) {
        return copy(shownAs, id, seen);
    }

    /** This diagnostic under another detector's id, for asking whether that one would be allowed. */
    Diagnostic as(String otherId) {
        return copy(kind, otherId, count);
    }

    private Diagnostic copy(Kind newKind, String newId, long newCount) {
        return new Diagnostic(
                newKind,
                newId,
                level,
                message,
                thread,
                loop,
                frame,
                stack,
                fingerprint,
                newCount,
                operation,
                via,
                durationNanos,
                state,
                callback,
                createdAt,
                failedAt,
                droppedAt,
                exception,
                attribution,
                blocker,
                chain,
                incident,
                fix,
                place,
                notes);
    }

    /** One thread at a time; every setter returns the builder. */
    public static final class Builder {
        private final String id;
        private final Level level;
        private Kind kind = Kind.FINDING;
        private String message = "";
        private String thread = "";
        private @Nullable String loop;
        private @Nullable String frame;
        private List<String> stack = List.of();
        private String fingerprint = "";
        private @Nullable String operation;
        private @Nullable String via;
        private long durationNanos = -1;
        private @Nullable String state;
        private @Nullable String callback;
        private List<String> createdAt = List.of();
        private @Nullable String failedAt;
        private @Nullable String droppedAt;
        private @Nullable ExceptionText exception;
        private @Nullable Attribution attribution;
        private @Nullable Blocker blocker;
        private List<String> chain = List.of();
        private @Nullable String incident;
        private @Nullable String fix;
        private @Nullable String place;
        private List<String> notes = List.of();

        private Builder(String id, Level level) {
            this.id = id;
            this.level = level;
        }

        public Builder kind(Kind value) {
            kind = value;
            return this;
        }

        public Builder message(String value) {
            message = value;
            return this;
        }

        public Builder thread(String value) {
            thread = value;
            return this;
        }

        public Builder loop(@Nullable String value) {
            loop = value;
            return this;
        }

        public Builder frame(@Nullable String value) {
            frame = value;
            return this;
        }

        public Builder stack(List<String> value) {
            stack = value;
            return this;
        }

        public Builder fingerprint(String value) {
            fingerprint = value;
            return this;
        }

        public Builder operation(@Nullable String value) {
            operation = value;
            return this;
        }

        public Builder via(@Nullable String value) {
            via = value;
            return this;
        }

        public Builder durationNanos(long value) {
            durationNanos = value;
            return this;
        }

        public Builder state(@Nullable String value) {
            state = value;
            return this;
        }

        public Builder callback(@Nullable String value) {
            callback = value;
            return this;
        }

        public Builder createdAt(List<String> value) {
            createdAt = value;
            return this;
        }

        public Builder failedAt(@Nullable String value) {
            failedAt = value;
            return this;
        }

        public Builder droppedAt(@Nullable String value) {
            droppedAt = value;
            return this;
        }

        public Builder exception(@Nullable ExceptionText value) {
            exception = value;
            return this;
        }

        public Builder attribution(@Nullable Attribution value) {
            attribution = value;
            return this;
        }

        public Builder blocker(@Nullable Blocker value) {
            blocker = value;
            return this;
        }

        public Builder chain(List<String> value) {
            chain = value;
            return this;
        }

        public Builder incident(@Nullable String value) {
            incident = value;
            return this;
        }

        public Builder fix(@Nullable String value) {
            fix = value;
            return this;
        }

        public Builder place(@Nullable String value) {
            place = value;
            return this;
        }

        public Builder notes(List<String> value) {
            notes = value;
            return this;
        }

        public Diagnostic build() {
            return new Diagnostic(
                    kind,
                    id,
                    level,
                    message,
                    thread,
                    loop,
                    frame,
                    stack,
                    fingerprint,
                    1,
                    operation,
                    via,
                    durationNanos,
                    state,
                    callback,
                    createdAt,
                    failedAt,
                    droppedAt,
                    exception,
                    attribution,
                    blocker,
                    chain,
                    incident,
                    fix,
                    place,
                    notes);
        }
    }
}
