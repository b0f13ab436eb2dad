// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings of all sources, then reads each value once. Bad input never throws: it becomes a problem, and the
 * default is used.
 *
 * <p>One thread, one use.
 */
public final class OptionReader {
    private static final String ARGUMENT = "argument";
    private static final String PROPERTY = "property";
    private static final String ENVIRONMENT = "environment";
    private static final String PENALTY_PREFIX = "penalty.";

    private static final List<String> KEYS = List.of(
            "enabled",
            "mode",
            "detectors",
            "slow-callback",
            "blocking-min",
            "loop-threads",
            "idle-methods",
            "blocking-methods",
            "app-packages",
            "library-packages",
            "allow",
            "penalty",
            "log",
            "report",
            "repeat-interval",
            "creation-traces",
            "stack-depth",
            "unretrieved-after",
            "redact",
            "config");

    private final Set<String> knownDetectors;
    /** By key; the strongest source only. */
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private @Nullable Setting switchedOff;

    final List<String> problems = new ArrayList<>();

    @Nullable
    Set<String> onlyDetectors;

    Set<String> withoutDetectors = Collections.emptySet();

    private OptionReader(Set<String> knownDetectors) {
        this.knownDetectors = knownDetectors;
    }

    /**
     * Reads every source, the {@code config} file included. At start-up, and by the command line.
     *
     * @param agentArgs what follows {@code =} in {@code -javaagent:jar=...}, null when nothing does
     * @param knownDetectorIds what {@code detectors} and {@code penalty.<id>} may name
     */
    public static Options read(
            @Nullable String agentArgs, Properties system, Map<String, String> env, Set<String> knownDetectorIds) {
        OptionReader reader = new OptionReader(knownDetectorIds);
        reader.collectArguments(agentArgs == null ? "" : agentArgs);
        reader.collectProperties(system);
        reader.collectEnvironment(env);
        Setting config = reader.settings.get("config");
        if (config != null && !config.value.isEmpty()) {
            new ConfigFile(config.value, reader).read(where(config.source));
        }
        return new Options(reader);
    }

    // ---- collecting, strongest source first

    private void collectArguments(String args) {
        String key = null;
        String value = "";
        int start = 0;
        while (start <= args.length()) {
            int comma = args.indexOf(',', start);
            int end = comma < 0 ? args.length() : comma;
            String piece = args.substring(start, end).trim();
            start = end + 1;
            int equals = piece.indexOf('=');
            if (equals >= 0) {
                addArgument(key, value);
                key = piece.substring(0, equals).trim();
                value = piece.substring(equals + 1).trim();
            } else if (!piece.isEmpty() && key == null) {
                problems.add("agent argument " + piece + " has no \"=\", did you mean " + meant(piece) + "? Ignored.");
            } else if (!piece.isEmpty()) {
                value = value.isEmpty() ? piece : value + "," + piece;
            }
        }
        addArgument(key, value);
    }

    private static String meant(String piece) {
        String word = piece.toLowerCase(Locale.ROOT);
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                return "mode=" + word;
            }
        }
        return isNo(word) ? "enabled=false" : Nearest.of(word, KEYS) + "=...";
    }

    private void addArgument(@Nullable String key, String value) {
        if (key != null) {
            if (isKnown(key)) {
                // The last of equal keys wins, as on other command lines.
                put(key, new Setting(key, value, ARGUMENT), true);
            } else {
                unknown(key, "", ARGUMENT);
            }
        }
    }

    private void collectProperties(Properties system) {
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith("loopscope.")) {
                String key = name.substring("loopscope.".length());
                String value = system.getProperty(name);
                if (!isKnown(key)) {
                    unknown(key, "loopscope.", PROPERTY);
                } else if (value != null) {
                    put(key, new Setting(name, value.trim(), PROPERTY), false);
                }
            }
        }
    }

    private void collectEnvironment(Map<String, String> env) {
        // The key set alone, since the entries' classes are in no JDK's shared archive.
        for (String name : env.keySet()) {
            String value = name.startsWith("LOOPSCOPE_") ? env.get(name) : null;
            // An empty variable is how a shell or a container file says "not set".
            if (value != null && !value.trim().isEmpty()) {
                addVariable(name, value.trim());
            }
        }
    }

    private void addVariable(String name, String value) {
        List<String> candidates = allKeys();
        List<String> names = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            names.add(environmentName(candidates.get(i)));
        }
        int index = names.indexOf(name);
        if (index < 0) {
            addUnknown(name, ENVIRONMENT, Nearest.of(name, names));
        } else {
            put(candidates.get(index), new Setting(name, value, ENVIRONMENT), false);
        }
    }

    /** Called by the config file, whose lines are weaker than all else and among which the last wins. */
    void addFromFile(String key, String value, String location) {
        if (key.startsWith("loopscope.")) {
            key = key.substring("loopscope.".length());
        }
        if (key.equals("config")) {
            problems.add("option config (" + location + "): a config file cannot name another. Ignored.");
        } else if (!isKnown(key)) {
            unknown(key, "", location);
        } else {
            Setting earlier = settings.get(key);
            put(key, new Setting(key, value, location), earlier != null && earlier.isFromFile());
        }
    }

    private void put(String key, Setting setting, boolean replace) {
        if (key.equals("enabled") && isNo(setting.value) && switchedOff == null) {
            switchedOff = setting;
        }
        if (replace || !settings.containsKey(key)) {
            settings.put(key, setting);
        }
    }

    // ---- unknown keys

    private boolean isKnown(String key) {
        return KEYS.contains(key)
                || (key.startsWith(PENALTY_PREFIX) && knownDetectors.contains(key.substring(PENALTY_PREFIX.length())));
    }

    private List<String> allKeys() {
        List<String> keys = new ArrayList<>(KEYS);
        for (String id : knownDetectors) {
            keys.add(PENALTY_PREFIX + id);
        }
        return keys;
    }

    private void unknown(String key, String prefix, String source) {
        if (knownDetectors.contains(key)) {
            addUnknown(prefix + key, source, prefix + "detectors=-" + key + " or " + prefix + PENALTY_PREFIX + key);
        } else {
            List<String> candidates = key.startsWith(PENALTY_PREFIX) ? allKeys() : KEYS;
            addUnknown(prefix + key, source, prefix + Nearest.of(key.toLowerCase(Locale.ROOT), candidates));
        }
    }

    private void addUnknown(String name, String source, String nearest) {
        problems.add("unknown option " + name + " (" + where(source) + "), did you mean " + nearest + "? Ignored.");
    }

    private static String environmentName(String key) {
        return "LOOPSCOPE_" + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    // ---- values

    boolean enabled() {
        if (switchedOff != null) {
            settings.put("enabled", switchedOff);
            return false;
        }
        return flag("enabled", true);
    }

    boolean flag(String key, boolean otherwise) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return otherwise;
        }
        if (isNo(setting.value)) {
            return false;
        }
        if (!isYes(setting.value)) {
            bad(key, setting, "neither true nor false", otherwise ? "true" : "false");
            return otherwise;
        }
        return true;
    }

    private static boolean isNo(String value) {
        return value.equalsIgnoreCase("false")
                || value.equals("0")
                || value.equalsIgnoreCase("off")
                || value.equalsIgnoreCase("no");
    }

    private static boolean isYes(String value) {
        return value.equalsIgnoreCase("true")
                || value.equals("1")
                || value.equalsIgnoreCase("on")
                || value.equalsIgnoreCase("yes");
    }

    Mode mode() {
        return oneOf("mode", Mode.values(), Mode.DEV);
    }

    LogTarget log() {
        return oneOf("log", LogTarget.values(), LogTarget.AUTO);
    }

    CreationTraces creationTraces(Mode mode) {
        CreationTraces byMode =
                mode == Mode.DEV ? CreationTraces.SAMPLED : mode == Mode.PROD ? CreationTraces.OFF : CreationTraces.ALL;
        return oneOf("creation-traces", CreationTraces.values(), byMode);
    }

    Penalty penalty(String key) {
        return oneOf(key, Penalty.values(), Penalty.LOG);
    }

    Map<String, Penalty> penalties() {
        Map<String, Penalty> penalties = Collections.emptyMap();
        for (String id : knownDetectors) {
            String key = PENALTY_PREFIX + id;
            if (settings.containsKey(key)) {
                Penalty own = penalty(key);
                if (settings.containsKey(key)) {
                    penalties = penalties.isEmpty() ? new LinkedHashMap<>() : penalties;
                    penalties.put(id, own);
                }
            }
        }
        return penalties;
    }

    private <E extends Enum<E>> E oneOf(String key, E[] values, E otherwise) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return otherwise;
        }
        StringBuilder choices = new StringBuilder("not one of ");
        for (int i = 0; i < values.length; i++) {
            String name = values[i].name();
            if (name.equalsIgnoreCase(setting.value)) {
                return values[i];
            }
            choices.append(i == 0 ? "" : ", ").append(name.toLowerCase(Locale.ROOT));
        }
        bad(key, setting, choices.toString(), otherwise.name().toLowerCase(Locale.ROOT));
        return otherwise;
    }

    /**
     * The default is the documented one.
     *
     * @param off the value of {@code off}
     */
    long duration(String key, long off, boolean zeroAllowed) {
        long otherwise = defaultNanos(key, off);
        Setting setting = settings.get(key);
        if (setting == null) {
            return otherwise;
        }
        if (setting.value.equalsIgnoreCase("off")) {
            return off;
        }
        long nanos = Durations.parse(setting.value);
        if (nanos == Durations.BAD) {
            bad(key, setting, "not a duration such as 500us, 100ms, 2s, 1min or off", Durations.print(otherwise));
            return otherwise;
        }
        if (nanos == 0 && !zeroAllowed) {
            bad(key, setting, "not more than 0", Durations.print(otherwise));
            return otherwise;
        }
        return nanos;
    }

    private static long defaultNanos(String key, long off) {
        return switch (key) {
            case "slow-callback" -> 100_000_000L;
            case "blocking-min" -> 10_000_000L;
            case "repeat-interval" -> 600_000_000_000L;
            default -> off;
        };
    }

    int stackDepth() {
        Setting setting = settings.get("stack-depth");
        if (setting == null) {
            return 10;
        }
        int depth;
        try {
            depth = Integer.parseInt(setting.value);
        } catch (NumberFormatException e) {
            depth = 0;
        }
        if (depth < 1 || depth > 64) {
            bad("stack-depth", setting, "not a number from 1 to 64", "10");
            return 10;
        }
        return depth;
    }

    @Nullable
    String text(String key) {
        Setting setting = settings.get(key);
        return setting == null || setting.value.isEmpty() ? null : setting.value;
    }

    List<String> list(String key) {
        Setting setting = settings.get(key);
        if (setting == null) {
            return List.of();
        }
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start <= setting.value.length()) {
            int comma = setting.value.indexOf(',', start);
            int end = comma < 0 ? setting.value.length() : comma;
            String piece = setting.value.substring(start, end).trim();
            if (!piece.isEmpty()) {
                pieces.add(piece);
            }
            start = end + 1;
        }
        return pieces;
    }

    List<String> packages(String key) {
        List<String> names = list(key);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int end = name.length();
            while (end > 0 && (name.charAt(end - 1) == '*' || name.charAt(end - 1) == '.')) {
                end--;
            }
            names.set(i, name.substring(0, end));
        }
        return names;
    }

    List<String> methods(String key) {
        List<String> methods = list(key);
        for (int i = methods.size() - 1; i >= 0; i--) {
            String method = methods.get(i);
            int hash = method.indexOf('#');
            if (hash <= 0 || hash == method.length() - 1) {
                problems.add("option " + written(key) + ": " + method
                        + " is not class#method such as com.acme.Loop#takeNext." + " Ignored.");
                methods.remove(i);
            }
        }
        return methods;
    }

    List<BlockingMethod> blockingMethods() {
        String key = "blocking-methods";
        return settings.containsKey(key) ? BlockingMethods.read(list(key), written(key), problems) : List.of();
    }

    void readDetectors() {
        Set<String> only = null;
        boolean named = false;
        List<String> words = list("detectors");
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean minus = word.startsWith("-");
            String id = minus ? word.substring(1).trim() : word;
            if (word.equals("all")) {
                continue;
            }
            if (!knownDetectors.contains(id)) {
                problems.add("option " + written("detectors") + ": unknown detector " + id + ", did you mean "
                        + Nearest.of(id, knownDetectors) + "? Ignored.");
            } else if (minus) {
                withoutDetectors = withoutDetectors.isEmpty() ? new LinkedHashSet<>() : withoutDetectors;
                withoutDetectors.add(id);
                named = true;
            } else {
                only = only == null ? new LinkedHashSet<>() : only;
                only.add(id);
                named = true;
            }
        }
        if (!named) {
            settings.remove("detectors");
        }
        onlyDetectors = only;
    }

    Map<String, String> sources() {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Map.Entry<String, Setting> entry : settings.entrySet()) {
            sources.put(entry.getKey(), entry.getValue().source);
        }
        return sources;
    }

    private void bad(String key, Setting setting, String reason, String otherwise) {
        problems.add("option " + setting.name + "=" + setting.value + " (" + where(setting.source) + ") is " + reason
                + "; the default " + otherwise + " is used.");
        settings.remove(key);
    }

    /** The key as the user wrote it, and where. */
    private String written(String key) {
        Setting setting = settings.get(key);
        return setting == null ? key : setting.name + " (" + where(setting.source) + ")";
    }

    private static String where(String source) {
        if (source.equals(ARGUMENT)) {
            return "agent argument";
        }
        return source.equals(PROPERTY) ? "system property" : source;
    }

    /** One key as one source has it. */
    private static final class Setting {
        /** As the user wrote it. */
        final String name;

        final String value;
        /** One of the constants, or file:line. */
        final String source;

        Setting(String name, String value, String source) {
            this.name = name;
            this.value = value;
            this.source = source;
        }

        boolean isFromFile() {
            return !source.equals(ARGUMENT) && !source.equals(PROPERTY) && !source.equals(ENVIRONMENT);
        }
    }
}
