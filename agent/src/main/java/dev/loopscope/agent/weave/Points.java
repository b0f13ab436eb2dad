// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All interception points that concern this JDK, numbered; the number is what woven code passes. Filled once at start, then
 * read by any thread.
 */
public final class Points {
    /** The library that others carry with them: gRPC, Couchbase, Pulsar, HBase, Flink. */
    private static final String MOVED = "/io/netty/";

    private final int feature;
    private final List<Point> numbered = new ArrayList<>(160);
    private final Map<String, List<Integer>> byOwner = new HashMap<>(128);
    private final List<Integer> implemented = new ArrayList<>(48);
    private final Set<String> interfaces = new HashSet<>(16);
    private final Map<String, Integer> versions = new HashMap<>(4);
    private final boolean[] woven = new boolean[1024];
    private final List<String> families = new ArrayList<>(160);
    private final Set<String> allOrNone = new HashSet<>(4);
    private final Set<String> broken = ConcurrentHashMap.newKeySet(4);
    private String family = NOBODYS;

    /** The family of points that are no adapter's. */
    public static final String NOBODYS = "";

    /** @param feature the running JDK's feature release */
    public Points(int feature) {
        this.feature = feature;
    }

    /** What is added from here on is for the loops of one family, which are watched only where all of it is found. */
    public void begin(String newFamily) {
        family = newFamily;
    }

    /** A class of which some releases have all points, and others none; some of them are missing, though not all. */
    public void allOrNone(String owner) {
        allOrNone.add(owner);
    }

    /** Adds a point, unless it is another JDK's; returns its number, or -1. */
    public int add(Point point) {
        if (feature < point.since() || feature > point.until()) {
            return -1;
        }
        int number = numbered.size();
        numbered.add(point);
        families.add(family);
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
            families.add(family);
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

    /** What a class is known as: its own name, or the one it had before a build moved it, into a package of somebody else's. */
    String known(String name) {
        int moved = name.indexOf(MOVED);
        return moved < 0 ? name : name.substring(moved + 1);
    }

    @Nullable
    List<Integer> ofClass(String owner) {
        return byOwner.get(owner);
    }

    // Benign race: only ever set to true, before anybody asks.
    void wove(int number) {
        woven[number] = true;
    }

    /** The numbers of the points of a class that has just been woven, and were not found in it. */
    List<Integer> missing(String owner) {
        List<Integer> numbers = byOwner.getOrDefault(owner, List.of());
        List<Integer> missing = new ArrayList<>(1);
        for (int number : numbers) {
            if (!woven[number] && !numbered.get(number).optional()) {
                missing.add(number);
            }
        }
        return missing.size() == numbers.size() && allOrNone.contains(owner) ? List.of() : missing;
    }

    /** A family whose loops are not watched, because a point is not to be found; {@link #NOBODYS} is none. */
    String broke(int number) {
        String of = families.get(number);
        if (!of.equals(NOBODYS)) {
            broken.add(of);
        }
        return of;
    }

    /** Any thread: whether a point of a family's was not found. */
    public boolean isBroken(String of) {
        return broken.contains(of);
    }
}
