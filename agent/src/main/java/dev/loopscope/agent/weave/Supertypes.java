// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What classes extend and implement, as far as their loaders say where they are: a class that is being loaded cannot be asked
 * for its supertypes, and they must not be loaded for it. What was read once is remembered until its loader is collected. Any
 * thread; no lock is held while a loader looks.
 */
final class Supertypes {
    /** Classes remembered of a loader; a guess, several times what the largest drivers and frameworks have. */
    private static final int MOST = 2_000;

    private static final Outline UNKNOWN = new Outline("", null, List.of());

    private final Map<Loader, Map<String, Outline>> known = new ConcurrentHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final AtomicBoolean asked;

    /** @param asked set whenever a loader was asked, which may have made it load classes */
    Supertypes(AtomicBoolean asked) {
        this.asked = asked;
    }

    /** Null for a class nobody finds. */
    @Nullable
    Outline find(ClassLoader loader, String name) {
        Map<String, Outline> ofLoader = ofLoader(loader);
        Outline outline = ofLoader.get(name);
        if (outline == null) {
            Outline read = Outline.read(loader, name);
            outline = read == null ? UNKNOWN : read;
            asked.set(true);
            remember(ofLoader, name, outline);
        }
        return outline.name().isEmpty() ? null : outline;
    }

    /** A class that is being loaded: where it came from, nobody may be able to say later. */
    void remember(ClassLoader loader, Outline outline) {
        remember(ofLoader(loader), outline.name(), outline);
    }

    private static void remember(Map<String, Outline> ofLoader, String name, Outline outline) {
        if (ofLoader.size() >= MOST) {
            ofLoader.clear();
        }
        ofLoader.put(name, outline);
    }

    private Map<String, Outline> ofLoader(ClassLoader loader) {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            known.remove(gone);
        }
        Loader key = new Loader(loader, collected);
        Map<String, Outline> ofLoader = known.get(key);
        if (ofLoader == null) {
            ofLoader = new ConcurrentHashMap<>();
            Map<String, Outline> other = known.putIfAbsent(key, ofLoader);
            ofLoader = other == null ? ofLoader : other;
        }
        return ofLoader;
    }

    /** All that a loaded class extends and implements, itself included, by name. */
    static Map<String, Outline> of(Class<?> type) {
        Map<String, Outline> outlines = new HashMap<>();
        List<Class<?>> open = new ArrayList<>();
        open.add(type);
        while (!open.isEmpty()) {
            Class<?> next = open.remove(open.size() - 1);
            Outline outline = Outline.of(next);
            if (outlines.put(outline.name(), outline) == null) {
                open.addAll(List.of(next.getInterfaces()));
                if (next.getSuperclass() != null) {
                    open.add(next.getSuperclass());
                }
            }
        }
        return outlines;
    }

    /** A loader is itself, whatever its equals says. */
    private static final class Loader extends WeakReference<ClassLoader> {
        private final int hash;

        Loader(ClassLoader loader, ReferenceQueue<ClassLoader> collected) {
            super(loader, collected);
            hash = System.identityHashCode(loader);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            ClassLoader mine = get();
            return mine != null && other instanceof Loader loader && loader.get() == mine;
        }
    }
}
