// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All interception points that concern this JDK, numbered; the number is what woven code passes. Filled once at start, then
 * read by any thread.
 */
public final class Points {
    private final int feature;
    private final List<Point> numbered = new ArrayList<>(160);
    private final Map<String, List<Integer>> byOwner = new HashMap<>(128);
    private final List<Integer> implemented = new ArrayList<>(48);
    private final Set<String> interfaces = new HashSet<>(16);
    private final Map<String, Integer> versions = new HashMap<>(4);
    private final boolean[] woven = new boolean[1024];

    /** @param feature the running JDK's feature release */
    public Points(int feature) {
        this.feature = feature;
    }

    /** Adds a point, unless it is another JDK's; returns its number, or -1. */
    public int add(Point point) {
        if (feature < point.since() || feature > point.until()) {
            return -1;
        }
        int number = numbered.size();
        numbered.add(point);
        List<Integer> owned = byOwner.get(point.owner());
        if (owned == null) {
            owned = new ArrayList<>(4);
            byOwner.put(point.owner(), owned);
        }
        owned.add(number);
        return number;
    }

    public void addAll(Point... points) {
        for (Point point : points) {
            add(point);
        }
    }

    /** Adds a point of every class that implements the interface it names as its owner. */
    public void addImplemented(Point point) {
        if (feature >= point.since() && feature <= point.until()) {
            implemented.add(numbered.size());
            numbered.add(point);
            interfaces.add(point.owner());
        }
    }

    /** Numbers of the points whose owner is an interface. */
    List<Integer> implemented() {
        return implemented;
    }

    /** Whether classes that implement it have points. */
    boolean isImplemented(String name) {
        return interfaces.contains(name);
    }

    /** A class's points are for one version of it, which it names in a constant {@code VERSION}; any other is left alone. */
    public void onlyVersion(String owner, int version) {
        versions.put(owner, version);
    }

    /** Null when every version will do. */
    @Nullable
    Integer version(String owner) {
        return versions.get(owner);
    }

    public Point get(int number) {
        return numbered.get(number);
    }

    /** How many points concern this JDK. */
    public int size() {
        return numbered.size();
    }

    /** The classes that have points, as {@link Class#getName} spells them: the JVM is asked for hundreds of names at start. */
    Set<String> ownerNames() {
        Set<String> names = new HashSet<>(128);
        for (String owner : byOwner.keySet()) {
            names.add(owner.replace('/', '.'));
        }
        return names;
    }

    @Nullable
    List<Integer> ofClass(String owner) {
        return byOwner.get(owner);
    }

    // Benign race: only ever set to true, before anybody asks.
    void wove(int number) {
        woven[number] = true;
    }

    /** The points of a class that has just been woven, and were not found in it. */
    List<Point> missing(String owner) {
        List<Point> missing = new ArrayList<>(1);
        for (int number : byOwner.getOrDefault(owner, List.of())) {
            if (!woven[number] && !numbered.get(number).optional()) {
                missing.add(numbered.get(number));
            }
        }
        return missing;
    }
}
