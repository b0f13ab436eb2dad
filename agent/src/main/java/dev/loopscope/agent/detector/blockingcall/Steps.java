// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.blockingcall;

import dev.loopscope.agent.fact.OperationEnded;
import dev.loopscope.agent.report.StackView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Puts together what one call of the JDK did step by step: {@code Files.readAllLines} opens, asks for the size, reads and
 * reads again, and is one operation. Reporter's thread only.
 *
 * <p>A method that parks more than once counts its calls. Of others nothing on the stack tells two calls from two steps of
 * one. So a call is taken to be over when its callback is, or when
 * its first step comes again, at the very same lines of the JDK; except in streams, readers and the like, which repeat their
 * first step by themselves. There all calls by one line in one callback count as one.
 */
final class Steps {
    /** After this long without a further step the call is over, though its callback is not. Nanoseconds; a guess. */
    private static final long PATIENCE = 100_000_000L;
    /** Calls of one callback that may be under way at once; more is a visitor that calls ever other methods. */
    private static final int CALLS = 64;

    private static final String[] REPEATING = {
        "java.io.Buffered",
        "java.io.Data",
        "java.io.InputStream",
        "java.io.Object",
        "java.io.OutputStreamWriter",
        "java.io.Print",
        "java.io.Reader",
        "java.io.SequenceInputStream",
        "java.io.StreamTokenizer",
        "java.io.Writer",
        "java.nio.file.Files.walkFileTree",
        "java.security.DigestInputStream",
        "java.security.KeyStore.getInstance",
        "java.util.Iterator",
        "java.util.Properties",
        "java.util.Scanner",
        "java.util.Spliterator",
        "java.util.stream.",
        "java.util.jar.",
        "java.util.logging.LogManager.",
        "java.util.zip.",
        "javax.sound.",
        "javax.tools.",
        "sun.nio.ch.ChannelInputStream",
        "sun.nio.fs.UnixDirectoryStream"
    };

    /** Hears of calls that are over. */
    interface Listener {
        /**
         * A call is over; said once for each.
         *
         * @param longest the step that says most
         * @param nanos of all steps together
         */
        void over(OperationEnded longest, StackView view, String operation, long nanos);
    }

    private final Listener listener;
    private final Map<LoopscopeThread, Callback> callbacks = new HashMap<>();

    Steps(Listener listener) {
        this.listener = listener;
    }

    private static final class Callback {
        final Map<String, Call> calls = new HashMap<>();
        /** What is not reported yet, in the order of the first steps: one that is over waits for those before it. */
        final List<Call> unreported = new ArrayList<>();

        long segment;
    }

    private static final class Call {
        final List<StackTraceElement> first;
        final String operation;
        OperationEnded longest;
        StackView view;
        long nanos;
        long endNanos;
        boolean isOver;
        /** Over or not, it may explain what its whole callback took, and so waits to be told that. */
        boolean mayExplain;

        Call(OperationEnded fact, StackView view, String operation) {
            this.first = view.step();
            this.operation = operation;
            this.longest = fact;
            this.view = view;
        }

        void add(OperationEnded fact, StackView itsView) {
            if (fact.durationNanos() > longest.durationNanos()) {
                longest = fact;
                view = itsView;
            }
            nanos += fact.durationNanos();
            endNanos = fact.endNanos();
        }
    }

    /** A call of one step. As {@link #add}. */
    void addWhole(OperationEnded fact, StackView view, String operation, boolean mayExplain) {
        Callback callback = callbackOf(fact);
        Call call = new Call(fact, view, operation);
        callback.unreported.add(call);
        call.isOver = true;
        added(callback, call, fact, view, mayExplain);
    }

    /**
     * One step, of a call that may be new.
     *
     * @param key equal for the steps of one call: operation and application frames, with their lines
     * @param mayExplain whether it took so long that {@link #holdEnded} may want it
     */
    void add(OperationEnded fact, StackView view, String operation, String key, boolean mayExplain) {
        Callback callback = callbackOf(fact);
        Call call = callback.calls.get(key);
        if (call != null && isNext(call, fact, view)) {
            call.isOver = true;
            call = null;
        }
        if (call == null) {
            call = new Call(fact, view, operation);
            callback.calls.put(key, call);
            callback.unreported.add(call);
        }
        if (view.step().size() == 1) {
            // What was called directly has no second step.
            call.isOver = true;
        }
        added(callback, call, fact, view, mayExplain);
    }

    private Callback callbackOf(OperationEnded fact) {
        Callback callback = callbacks.computeIfAbsent(fact.thread(), thread -> new Callback());
        if (callback.segment != fact.sequence() || callback.calls.size() >= CALLS) {
            end(callback);
        }
        // An operation that alone passed the limit has ended its segment; what follows in this call is still of the
        // call.
        callback.segment = fact.closesHold() ? fact.sequence() + 2 : fact.sequence();
        return callback;
    }

    private void added(Callback callback, Call call, OperationEnded fact, StackView view, boolean mayExplain) {
        call.add(fact, view);
        call.mayExplain |= mayExplain;
        if (fact.closesHold()) {
            // The limit's line is owed at once.
            report(callback, call);
        }
        reportInOrder(callback);
        if (callback.unreported.size() >= CALLS) {
            reportWhatIsOver(callback);
        }
    }

    private static boolean isNext(Call call, OperationEnded fact, StackView view) {
        if (call.longest.gather() != 0 || fact.gather() != 0) {
            return call.longest.gather() != fact.gather();
        }
        List<StackTraceElement> step = view.step();
        // A line to the console is one step of one call.
        return step.equals(call.first) && (fact.usuallyInstant() || !isRepeating(step.get(step.size() - 1)));
    }

    private static boolean isRepeating(StackTraceElement called) {
        String name = called.getClassName() + "." + called.getMethodName();
        for (String prefix : REPEATING) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private void report(Callback callback, Call call) {
        if (callback.unreported.remove(call)) {
            call.isOver = true;
            listener.over(call.longest, call.view, call.operation, call.nanos);
        }
    }

    private void reportInOrder(Callback callback) {
        while (!callback.unreported.isEmpty()) {
            Call first = callback.unreported.get(0);
            if (!first.isOver || first.mayExplain) {
                return;
            }
            report(callback, first);
        }
    }

    /** Behind a call that goes on for long others do not wait in any number. */
    private void reportWhatIsOver(Callback callback) {
        for (Call call : List.copyOf(callback.unreported)) {
            if (call.isOver) {
                report(callback, call);
            }
        }
    }

    private void end(Callback callback) {
        callback.calls.clear();
        for (Call call : List.copyOf(callback.unreported)) {
            report(callback, call);
        }
    }

    /** What becomes of time that is added to a call. */
    enum Known {
        /** No such call. */
        NONE,
        /** It is told already. */
        REPORTED,
        /** It will be told with that time. */
        WAITING
    }

    /**
     * Something that no probe has seen was part of a call.
     *
     * @param segment of the loop's time the call was made in
     * @param key as {@link #add} was given it
     * @param nanos a guess
     * @param mostNanos that the call can have taken in all
     */
    Known lengthen(LoopscopeThread thread, long segment, String key, long nanos, long mostNanos) {
        Callback callback = callbacks.get(thread);
        Call call = callback == null || callback.segment != segment ? null : callback.calls.get(key);
        if (callback == null || call == null) {
            return Known.NONE;
        }
        call.nanos = Math.max(call.nanos, Math.min(call.nanos + nanos, mostNanos));
        return callback.unreported.contains(call) ? Known.WAITING : Known.REPORTED;
    }

    /** A callback that was held for long is over, and with it all that was called in it. */
    void holdEnded(LoopscopeThread thread) {
        Callback callback = callbacks.remove(thread);
        if (callback != null) {
            end(callback);
        }
    }

    /** Ends what nobody will add to any more. */
    void poll(long now) {
        Iterator<Map.Entry<LoopscopeThread, Callback>> entries =
                callbacks.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<LoopscopeThread, Callback> entry = entries.next();
            if (isOver(entry.getKey(), entry.getValue(), now)) {
                end(entry.getValue());
                entries.remove();
            }
        }
    }

    private static boolean isOver(LoopscopeThread thread, Callback callback, long now) {
        if (mayStillExplain(callback, now)) {
            return false;
        }
        return thread.sequenceOpaque() != callback.segment
                || (thread.operationRacy() < 0
                        && (isLeft(callback.calls.values(), now) || isLeft(callback.unreported, now)));
    }

    private static boolean mayStillExplain(Callback callback, long now) {
        for (Call call : callback.unreported) {
            // After as long again it is less than half of its callback. The loop tells an end a moment after it.
            if (call.mayExplain && now - call.endNanos <= Math.max(call.nanos, PATIENCE)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLeft(Collection<Call> calls, long now) {
        for (Call call : calls) {
            if (now - call.endNanos > PATIENCE) {
                return true;
            }
        }
        return false;
    }

    /** Ends everything. */
    void end() {
        for (Callback callback : callbacks.values()) {
            end(callback);
        }
        callbacks.clear();
    }
}
