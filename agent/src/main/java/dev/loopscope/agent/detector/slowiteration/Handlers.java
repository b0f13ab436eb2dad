// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.slowiteration;

import dev.loopscope.agent.adapter.LoopNames;
import dev.loopscope.agent.report.FrameRules;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose code the callbacks of an iteration called. A library wraps what it is given, and all that it wraps looks the same; only
 * the stacks of those that were looked at tell what is inside. Reporter's thread only.
 */
final class Handlers {
    /** So many looks at the same code, and at no other, are no chance. */
    private static final int CERTAIN = 3;

    private final LoopscopeThread thread;
    private final LoopNames names;
    private final FrameRules rules;
    private final Map<Kind, Seen> seen = new HashMap<>();

    /** Callbacks that look the same. */
    private record Kind(Class<?> type, String name) {}

    /** What looks at one kind have met. */
    private static final class Seen {
        final Map<String, Integer> handlers = new LinkedHashMap<>();
        int looks;
        /** The one most often met; null when none was. */
        @Nullable
        String most;

        int mostTimes;

        void add(@Nullable String handler) {
            looks++;
            if (handler != null) {
                int times = handlers.merge(handler, 1, Integer::sum);
                if (times > mostTimes) {
                    most = handler;
                    mostTimes = times;
                }
            }
        }

        /** Whether one was met alone, and mostly. */
        boolean isOne() {
            return handlers.size() == 1 && mostTimes >= CERTAIN && mostTimes * 2 >= looks;
        }

        /** {@code of 9 looks 6 met com.acme.Feed, 3 com.acme.Rates lambda}. */
        String text() {
            StringBuilder text = new StringBuilder("of ").append(looks).append(looks == 1 ? " look" : " looks");
            String separator = " ";
            for (Map.Entry<String, Integer> handler : handlers.entrySet()) {
                text.append(separator).append(handler.getValue());
                text.append(separator.equals(" ") ? " met " : " ").append(handler.getKey());
                separator = ", ";
            }
            return text.toString();
        }
    }

    /**
     * What a callback is called.
     *
     * @param name its own name, or that of the code it called where all of its kind called the same
     * @param callback the code that it, or most of its kind, called, where that is known; else its name
     * @param looks what was met in its kind, where that differs; else empty
     */
    record Named(String name, String callback, String looks) {}

    Handlers(LoopscopeThread thread, LoopNames names, FrameRules rules) {
        this.thread = thread;
        this.names = names;
        this.rules = rules;
    }

    /**
     * A look.
     *
     * @param handler the class of the application's code that was on the stack; null when none was
     */
    void met(Object callback, @Nullable String handler) {
        seen.computeIfAbsent(kind(callback), any -> new Seen()).add(handler);
    }

    Named named(Object callback) {
        Kind kind = kind(callback);
        Seen looks = seen.get(kind);
        String most = looks == null || isOfUser(kind.type) ? null : looks.most;
        // A loop that knows its callbacks better does not ask what they have called.
        if (looks == null || most == null || !most.equals(names.callback(thread, callback, most))) {
            return new Named(kind.name, kind.name, "");
        }
        return looks.isOne() ? new Named(most, most, "") : new Named(kind.name, most, looks.text());
    }

    private Kind kind(Object callback) {
        String described = names.callback(thread, callback, null);
        return new Kind(
                callback.getClass(), described == null ? callback.getClass().getName() : described);
    }

    /** The application's own class says what it is. */
    private boolean isOfUser(Class<?> type) {
        return rules.isUser(new StackTraceElement(type.getName(), "", null, -1));
    }
}
