// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the user asked for, after every source was read and every bad value replaced by its default. Immutable; any thread. */
public final class Options {
    /** A limit that nothing reaches, 146 years: what {@code off} means for a limit. Adding it to a clock does not overflow. */
    public static final long NEVER = Long.MAX_VALUE / 2;

    private final boolean enabled;
    private final Mode mode;
    private final @Nullable Set<String> onlyDetectors;
    private final Set<String> withoutDetectors;
    private final long slowCallbackNanos;
    private final long blockingMinNanos;
    private final List<String> loopThreads;
    private final List<String> idleMethods;
    private final List<BlockingMethod> blockingMethods;
    private final List<String> appPackages;
    private final List<String> libraryPackages;
    private final @Nullable String allowFile;
    private final Penalty penalty;
    private final Map<String, Penalty> penalties;
    private final LogTarget log;
    private final @Nullable String report;
    private final long repeatIntervalNanos;
    private final CreationTraces creationTraces;
    private final int stackDepth;
    private final long unretrievedAfterNanos;
    private final boolean redact;
    private final @Nullable String config;
    private final Map<String, String> sources;
    private final List<String> problems;

    Options(OptionReader reader) {
        enabled = reader.enabled();
        mode = reader.mode();
        reader.readDetectors();
        onlyDetectors = reader.onlyDetectors;
        withoutDetectors = reader.withoutDetectors;
        slowCallbackNanos = reader.duration("slow-callback", NEVER, false);
        blockingMinNanos = reader.duration("blocking-min", 0, true);
        loopThreads = List.copyOf(reader.list("loop-threads"));
        idleMethods = List.copyOf(reader.methods("idle-methods"));
        blockingMethods = reader.blockingMethods();
        appPackages = List.copyOf(reader.packages("app-packages"));
        libraryPackages = List.copyOf(reader.packages("library-packages"));
        allowFile = reader.text("allow");
        penalty = reader.penalty("penalty");
        penalties = reader.penalties();
        log = reader.log();
        report = reader.text("report");
        repeatIntervalNanos = reader.duration("repeat-interval", NEVER, false);
        creationTraces = reader.creationTraces(mode);
        stackDepth = reader.stackDepth();
        unretrievedAfterNanos = reader.duration("unretrieved-after", -1, false);
        redact = reader.flag("redact", false);
        config = reader.text("config");
        sources = reader.sources();
        problems = List.copyOf(reader.problems);
    }

    /** False when any source says so. */
    public boolean enabled() {
        return enabled;
    }

    public Mode mode() {
        return mode;
    }

    public boolean detectorEnabled(String id) {
        return (onlyDetectors == null || onlyDetectors.contains(id)) && !withoutDetectors.contains(id);
    }

    /** Limit for slow-callback, loop-stalled and slow-iteration: more than 0, or {@link #NEVER}. */
    public long slowCallbackNanos() {
        return slowCallbackNanos;
    }

    /** 0 or more; what it applies to depends on the mode. */
    public long blockingMinNanos() {
        return blockingMinNanos;
    }

    /** Globs of thread names. */
    public List<String> loopThreads() {
        return loopThreads;
    }

    public boolean isLoopThreadName(String name) {
        return Glob.anyMatches(loopThreads, name);
    }

    /** {@code com.acme.Loop#takeNext}, as written. */
    public List<String> idleMethods() {
        return idleMethods;
    }

    /** What the user says blocks, files already read. */
    public List<BlockingMethod> blockingMethods() {
        return blockingMethods;
    }

    /** Package or class names without wildcard, for {@link #isIn}. */
    public List<String> appPackages() {
        return appPackages;
    }

    /** Package or class names without wildcard, for {@link #isIn}. */
    public List<String> libraryPackages() {
        return libraryPackages;
    }

    /** True if the class is one of these, nested in one, or in one of these packages or below. */
    public static boolean isIn(List<String> packages, String className) {
        for (int i = 0; i < packages.size(); i++) {
            String name = packages.get(i);
            if (className.startsWith(name)) {
                char next = className.length() == name.length() ? '.' : className.charAt(name.length());
                if (next == '.' || next == '$') {
                    return true;
                }
            }
        }
        return false;
    }

    public @Nullable String allowFile() {
        return allowFile;
    }

    /** The detector's own penalty, else the general one. */
    public Penalty penalty(String id) {
        Penalty own = penalties.get(id);
        return own == null ? penalty : own;
    }

    public LogTarget log() {
        return log;
    }

    /** The JSON Lines file as written, {@code %p} not yet replaced by the pid. */
    public @Nullable String report() {
        return report;
    }

    /** More than 0; {@link #NEVER} when no reminders are wanted. */
    public long repeatIntervalNanos() {
        return repeatIntervalNanos;
    }

    public CreationTraces creationTraces() {
        return creationTraces;
    }

    /** Application frames per creation trace, 1 to 64. */
    public int stackDepth() {
        return stackDepth;
    }

    /** More than 0, or -1 for off. */
    public long unretrievedAfterNanos() {
        return unretrievedAfterNanos;
    }

    public boolean redact() {
        return redact;
    }

    /** What was wrong with the input, a warning each, without level and logger. */
    public List<String> problems() {
        return problems;
    }

    /** Every key, its effective value and where it came from, a line each. */
    public String print() {
        StringBuilder out = new StringBuilder(2048);
        row(out, "enabled", enabled ? "true" : "false");
        row(out, "mode", name(mode));
        row(out, "detectors", detectors());
        row(out, "slow-callback", Durations.print(slowCallbackNanos));
        row(out, "blocking-min", Durations.print(blockingMinNanos));
        row(out, "loop-threads", list(loopThreads));
        row(out, "idle-methods", list(idleMethods));
        row(out, "blocking-methods", methods(blockingMethods));
        row(out, "app-packages", list(appPackages));
        row(out, "library-packages", list(libraryPackages));
        row(out, "allow", orNone(allowFile));
        row(out, "penalty", name(penalty));
        for (Map.Entry<String, Penalty> entry : penalties.entrySet()) {
            row(out, "penalty." + entry.getKey(), name(entry.getValue()));
        }
        row(out, "log", name(log));
        row(out, "report", orNone(report));
        row(out, "repeat-interval", Durations.print(repeatIntervalNanos));
        row(out, "creation-traces", name(creationTraces));
        row(out, "stack-depth", Integer.toString(stackDepth));
        row(out, "unretrieved-after", Durations.print(unretrievedAfterNanos));
        row(out, "redact", redact ? "true" : "false");
        row(out, "config", orNone(config));
        return out.toString();
    }

    private void row(StringBuilder out, String key, String value) {
        int start = out.length();
        pad(out.append(key), start + 26);
        pad(out.append(' ').append(value), start + 51);
        String source = sources.get(key);
        out.append(' ').append(source == null ? "default" : source).append('\n');
    }

    private static void pad(StringBuilder out, int length) {
        while (out.length() < length) {
            out.append(' ');
        }
    }

    private String detectors() {
        StringBuilder out = new StringBuilder();
        if (onlyDetectors != null) {
            for (String id : onlyDetectors) {
                out.append(out.length() == 0 ? "" : ",").append(id);
            }
        }
        for (String id : withoutDetectors) {
            out.append(out.length() == 0 ? "-" : ",-").append(id);
        }
        return out.length() == 0 ? "all" : out.toString();
    }

    private static String list(List<String> values) {
        return values.isEmpty() ? "none" : String.join(",", values);
    }

    private static String methods(List<BlockingMethod> methods) {
        StringBuilder out = new StringBuilder();
        for (BlockingMethod method : methods) {
            out.append(out.length() == 0 ? "" : ",").append(method);
        }
        return out.length() == 0 ? "none" : out.toString();
    }

    private static String orNone(@Nullable String value) {
        return value == null ? "none" : value;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
