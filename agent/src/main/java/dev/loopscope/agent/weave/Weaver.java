// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import org.jspecify.annotations.Nullable;

/** The transformer: weaves what loads, and once at start what is loaded already. Any thread; it never throws. */
public final class Weaver implements ClassFileTransformer {
    private final Points points;
    private final Implementations implementations;
    private final boolean redirectsCalls;
    private final Set<String> seen = ConcurrentHashMap.newKeySet(128);
    private final AtomicLong errors = new AtomicLong();
    private final List<MissingHook> missing = new ArrayList<>();
    private volatile @Nullable Throwable lastError;
    private volatile int missingCount;

    /** @param redirectsCalls whether calls of native methods are redirected, in all classes outside {@code java.base} */
    public Weaver(Points points, boolean redirectsCalls) {
        this(points, redirectsCalls, new Roles());
    }

    /** @param roles is told which classes stand for interfaces that have points */
    public Weaver(Points points, boolean redirectsCalls, Roles roles) {
        this.points = points;
        this.implementations = new Implementations(points, roles);
        this.redirectsCalls = redirectsCalls;
    }

    /**
     * Weaves every class from now on, and in one batch those that are loaded. Once, at start.
     *
     * @return what weaves those that are found out later; to be run every few milliseconds, by one thread
     */
    public Runnable install(Instrumentation instrumentation) {
        instrumentation.addTransformer(this, true);
        List<Class<?>> loaded = new ArrayList<>(64);
        List<Class<?>> others = new ArrayList<>(64);
        boolean mayImplement = false;
        Set<String> names = points.ownerNames();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (names.contains(type.getName())) {
                addModifiable(instrumentation, type, loaded);
            } else if (isOthers(type.getClassLoader())) {
                others.add(type);
                mayImplement |= type.isInterface() && implementations.isInterface(type);
            }
        }
        // As a rule no such interface has loaded, and nothing can implement one that has not.
        for (int i = 0; mayImplement && i < others.size(); i++) {
            if (implementations.includes(others.get(i))) {
                addModifiable(instrumentation, others.get(i), loaded);
            }
        }
        retransform(instrumentation, loaded);
        return new Latecomers(this, instrumentation);
    }

    private static void addModifiable(Instrumentation instrumentation, Class<?> type, List<Class<?>> types) {
        if (instrumentation.isModifiableClass(type)) {
            types.add(type);
        }
    }

    private static boolean isOthers(@Nullable ClassLoader loader) {
        return loader != null && !isOwn(loader);
    }

    void retransform(Instrumentation instrumentation, List<Class<?>> types) {
        try {
            if (!types.isEmpty()) {
                instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
            }
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            failed(e);
        }
    }

    /** Whether since the last call something was learnt that may concern classes already loaded. */
    boolean takeNews() {
        return implementations.takeNews();
    }

    Set<String> waiting() {
        return implementations.waiting();
    }

    /** Classes with points that have not loaded, or not through here. */
    Set<String> unseen() {
        Set<String> names = points.ownerNames();
        names.removeAll(seen);
        return names;
    }

    /** Whether that class, which has points, has come through here. */
    public boolean hasSeen(String name) {
        return seen.contains(name);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classfile) {
        if (name == null) {
            return null;
        }
        // What the agent reads and loads on a loop's thread, in the middle of class loading, is nobody's operation.
        LoopscopeThread thread = LoopscopeProbes.current();
        if (thread == null) {
            return woven(module, loader, name, redefined, classfile);
        }
        thread.guard++;
        try {
            return woven(module, loader, name, redefined, classfile);
        } finally {
            thread.guard--;
        }
    }

    private byte @Nullable [] woven(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            String name,
            @Nullable Class<?> loaded,
            byte[] classfile) {
        try {
            List<Integer> numbers = pointsOf(loader, name, loaded, classfile);
            if (!numbers.isEmpty()) {
                return weave(module, loader, name, classfile, numbers);
            }
            return mayRedirect(module, loader) ? redirect(loader, classfile) : null;
        } catch (Throwable t) {
            failed(t);
            return null;
        }
    }

    /** The points of a class by its name, and of an application's by what it implements. */
    private List<Integer> pointsOf(
            @Nullable ClassLoader loader, String name, @Nullable Class<?> loaded, byte[] classfile) {
        String known = points.known(name);
        List<Integer> named = points.ofClass(known);
        if (named != null) {
            seen.add(known.replace('/', '.'));
        }
        List<Integer> own = named == null ? List.of() : named;
        if (loader == null || isOwn(loader)) {
            return own;
        }
        List<Integer> implemented = implementations.pointsOf(loader, name, loaded, classfile);
        if (implemented.isEmpty() || !seesBridge(loader)) {
            return own;
        }
        List<Integer> all = new ArrayList<>(own);
        all.addAll(implemented);
        return all;
    }

    private byte @Nullable [] weave(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            String name,
            byte[] classfile,
            List<Integer> numbers) {
        ClassReader reader = new ClassReader(classfile);
        ClassWriter writer = new ClassWriter(reader, 0);
        ClassVisitor next = (mayRedirect(module, loader) && isToRedirect(loader, reader)) || redirects(numbers, reader)
                ? CallSiteWeaver.of(reader, loader, writer)
                : writer;
        String known = points.known(name);
        ClassWeaver weaver = new ClassWeaver(next, points, known, numbers);
        reader.accept(weaver, 0);
        Object version = weaver.unknownVersion();
        if (version != null) {
            note(
                    name.replace('/', '.') + " of version " + version + ", known is " + points.version(known),
                    Points.NOBODYS);
            return null;
        }
        noteMissing(known);
        return writer.toByteArray();
    }

    /** Whether a row says so, of a class of {@code java.base}. */
    private boolean redirects(List<Integer> numbers, ClassReader reader) {
        for (int number : numbers) {
            if (points.get(number).shape() == Point.Shape.REDIRECTS && CallSiteWeaver.concerns(reader)) {
                points.wove(number);
                return true;
            }
        }
        return false;
    }

    private static byte @Nullable [] redirect(@Nullable ClassLoader loader, byte[] classfile) {
        ClassReader reader = new ClassReader(classfile);
        if (!isToRedirect(loader, reader)) {
            return null;
        }
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(CallSiteWeaver.of(reader, loader, writer), 0);
        return writer.toByteArray();
    }

    private static boolean isToRedirect(@Nullable ClassLoader loader, ClassReader reader) {
        return CallSiteWeaver.concerns(reader) && seesBridge(loader);
    }

    /** Some loaders pass on only names they know; a class of theirs could not call the bridge. */
    private static boolean seesBridge(@Nullable ClassLoader loader) {
        try {
            Class.forName("java.lang.LoopscopeCalls", false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            return false;
        }
    }

    /** Of java.base only what rows name: much of it runs where nothing may be called. */
    private boolean mayRedirect(@Nullable Module module, @Nullable ClassLoader loader) {
        return redirectsCalls && !isOwn(loader) && module != Object.class.getModule();
    }

    // A loader is itself, whatever its equals says.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOwn(@Nullable ClassLoader loader) {
        return loader == Weaver.class.getClassLoader();
    }

    private void noteMissing(String owner) {
        synchronized (missing) {
            for (int number : points.missing(owner)) {
                note(points.get(number).toString(), points.broke(number));
            }
        }
    }

    private void note(String text, String family) {
        synchronized (missing) {
            MissingHook hook = new MissingHook(text, family);
            if (!missing.contains(hook)) {
                missing.add(hook);
                missingCount = missing.size();
            }
        }
    }

    private void failed(Throwable t) {
        lastError = t;
        errors.incrementAndGet();
    }

    /** Points whose class has loaded without them; grows as classes load. */
    public List<MissingHook> missing() {
        synchronized (missing) {
            return List.copyOf(missing);
        }
    }

    /** How many {@link #missing} has; cheap. */
    public int missingCount() {
        return missingCount;
    }

    /** Classes that could not be woven. */
    public long errors() {
        return errors.get();
    }

    public @Nullable Throwable lastError() {
        return lastError;
    }
}
