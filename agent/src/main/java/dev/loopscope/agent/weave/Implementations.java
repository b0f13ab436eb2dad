// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the classes that implement an interface with points, while they load. Any thread.
 *
 * <p>A class may also <em>lend</em> a method: declare it without implementing the interface, which only a subclass does. That
 * is known once the subclass loads, as a rule just before the lender does; one that was there earlier is
 * {@linkplain #waiting() waiting} to be woven again.
 */
final class Implementations {
    /** Larger hierarchies are not followed to their end; a guess no driver comes near. */
    private static final int MOST_SUPERTYPES = 256;
    /** Classes that lend; a guess, many times what all drivers together have. */
    private static final int MOST_LENDERS = 1_000;

    private static final int INHERITED =
            Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;

    private final Points points;
    private final Roles roles;
    private final NameScan scan;
    private final Set<String> packages = new HashSet<>(4);
    /** Interfaces whose methods a class lends, by its name: the same library may be in several loaders. */
    private final Map<String, Set<String>> lent = new ConcurrentHashMap<>();

    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean news = new AtomicBoolean();
    /** Made when a class is found that may implement something: most programs have none, and all have to start. */
    private volatile @Nullable Supertypes supertypes;

    Implementations(Points points, Roles roles) {
        this.points = points;
        this.roles = roles;
        Set<String> methods = new HashSet<>(32);
        for (int number : points.implemented()) {
            Point point = points.get(number);
            methods.add(point.method());
            packages.add(packageOf(point.owner()));
        }
        this.scan = new NameScan(methods, packages);
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /** Numbers of the points that concern a class that loads, or is being woven again. */
    List<Integer> pointsOf(ClassLoader loader, String name, @Nullable Class<?> loaded, byte[] classfile) {
        waiting.remove(name);
        if (!scan.findsAny(classfile)) {
            return List.of();
        }
        ClassReader reader = new ClassReader(classfile);
        Outline outline = Outline.of(reader);
        Declared declared = new Declared(points);
        reader.accept(declared, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        if (declared.numbers.isEmpty() && !namesInterface(outline)) {
            return List.of();
        }
        Map<String, Outline> known = loaded == null ? Map.of() : Supertypes.of(loaded);
        Set<String> implemented = implementedBy(loader, outline, known);
        if (!implemented.isEmpty()) {
            supertypes().remember(loader, outline);
            roles.add(outline.name(), implemented);
            lend(loader, outline, known, implemented);
        }
        implemented.addAll(lent.getOrDefault(name, Set.of()));
        List<Integer> numbers = new ArrayList<>(declared.numbers.size());
        for (int number : declared.numbers) {
            if (implemented.contains(points.get(number).owner())) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private boolean namesInterface(Outline outline) {
        for (String each : outline.interfaces()) {
            if (packages.contains(packageOf(each))) {
                return true;
            }
        }
        return false;
    }

    /** The interfaces of the packages that have points among a class's supertypes. */
    private Set<String> implementedBy(ClassLoader loader, Outline type, Map<String, Outline> known) {
        Set<String> implemented = new HashSet<>(4);
        Set<String> seen = new HashSet<>();
        List<Outline> open = new ArrayList<>();
        open.add(type);
        while (!open.isEmpty()) {
            Outline next = open.remove(open.size() - 1);
            if (packages.contains(packageOf(next.name()))) {
                implemented.add(next.name());
            }
            List<String> above = new ArrayList<>(next.interfaces());
            if (next.superclass() != null) {
                above.add(next.superclass());
            }
            for (String name : above) {
                Outline outline = seen.size() < MOST_SUPERTYPES && seen.add(name) ? find(loader, name, known) : null;
                if (outline != null) {
                    open.add(outline);
                }
            }
        }
        return implemented;
    }

    private @Nullable Outline find(ClassLoader loader, String name, Map<String, Outline> known) {
        Outline outline = known.get(name);
        if (outline != null || (name.startsWith("java/") && !packages.contains(packageOf(name)))) {
            return outline;
        }
        // The JDK's own once and for all.
        boolean isJdk = name.startsWith("java/") || name.startsWith("javax/sql/");
        return supertypes().find(isJdk ? ClassLoader.getPlatformClassLoader() : loader, name);
    }

    private Supertypes supertypes() {
        Supertypes made = supertypes;
        if (made == null) {
            synchronized (this) {
                made = supertypes == null ? new Supertypes(news) : supertypes;
                supertypes = made;
            }
        }
        return made;
    }

    /** Superclasses that do not implement what their subclass does may declare its methods all the same. */
    private void lend(ClassLoader loader, Outline type, Map<String, Outline> known, Set<String> implemented) {
        Outline lender = type;
        for (int i = 0; i < MOST_SUPERTYPES && lender.superclass() != null; i++) {
            lender = find(loader, lender.superclass(), known);
            if (lender == null) {
                return;
            }
            Set<String> missing = new HashSet<>(implemented);
            Set<String> own = implementedBy(loader, lender, known);
            missing.removeAll(own);
            boolean isEveryones = lender.name().startsWith("java/");
            if (isEveryones || missing.isEmpty() || lent.size() >= MOST_LENDERS) {
                return;
            }
            addLender(lender.name(), own, missing);
        }
    }

    private void addLender(String name, Set<String> own, Set<String> more) {
        synchronized (lent) {
            Set<String> before = lent.getOrDefault(name, Set.of());
            if (before.containsAll(more)) {
                return;
            }
            Set<String> after = new HashSet<>(before);
            after.addAll(more);
            lent.put(name, Set.copyOf(after));
            after.addAll(own);
            roles.add(name, after);
        }
        for (String each : more) {
            if (points.isImplemented(each)) {
                waiting.add(name);
                news.set(true);
            }
        }
    }

    /** Whether a loaded class is an interface with points. */
    boolean isInterface(Class<?> type) {
        return points.isImplemented(type.getName().replace('.', '/'));
    }

    /** Whether a loaded class implements an interface with points. */
    boolean includes(Class<?> type) {
        for (String name : Supertypes.of(type).keySet()) {
            if (points.isImplemented(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether since the last call a lender was found, or a loader was asked for something. */
    boolean takeNews() {
        return news.get() && news.getAndSet(false);
    }

    /** Internal names of classes that lend, and have not been woven since that is known. */
    Set<String> waiting() {
        return waiting;
    }

    /** Finds the methods of a class that some point means, whatever the class implements. */
    private static final class Declared extends ClassVisitor {
        final List<Integer> numbers = new ArrayList<>(4);
        private final Points points;

        Declared(Points points) {
            super(Opcodes.ASM9);
            this.points = points;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            if ((access & INHERITED) == 0) {
                for (int number : points.implemented()) {
                    if (points.get(number).matches(name, descriptor) && !numbers.contains(number)) {
                        numbers.add(number);
                    }
                }
            }
            return null;
        }
    }
}
