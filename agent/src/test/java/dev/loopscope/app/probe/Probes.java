// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Carrier;
import dev.loopscope.app.Ledger;
import dev.loopscope.app.Operation;
import dev.loopscope.app.Stalls;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.Security;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs a family of probes first on a worker thread, where all of it is fine, and then one callback each on a loop. The first
 * round also loads the classes, so that the second does nothing but the operations. Each round has a family of its own, made
 * by the main thread, so what its constructor does is nobody's operation.
 *
 * <p>Arguments: the carrier, the family's class, and at will the names of single probes.
 */
public final class Probes {
    private Probes() {}

    public static void main(String[] arguments) throws Exception {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Class<?> family = Class.forName(arguments[1]);
        List<String> wanted = List.of(arguments).subList(2, arguments.length);
        runAll(Carrier.named("worker"), "worker.", family, wanted, () -> {});
        runAll(Carrier.named(arguments[0]), "", family, wanted, Stalls::awaitWatchdog);
        Ledger.write();
        System.out.println("end");
        // Netty's global executor would keep the JVM alive for a second.
        System.exit(0);
    }

    /** The probes of a family that the running JDK offers, by name. */
    public static List<Method> of(Class<?> family) {
        int feature = Runtime.version().feature();
        List<Method> probes = new ArrayList<>();
        for (Method method : family.getDeclaredMethods()) {
            Blocks blocks = method.getAnnotation(Blocks.class);
            Silent silent = method.getAnnotation(Silent.class);
            if ((blocks != null && blocks.since() <= feature) || (silent != null && silent.since() <= feature)) {
                probes.add(method);
            }
        }
        probes.sort(Comparator.comparing(Method::getName));
        return probes;
    }

    private static void runAll(
            Carrier carrier, String prefix, Class<?> family, List<String> wanted, Runnable awaitReadiness)
            throws Exception {
        Object instance = family.getDeclaredConstructor().newInstance();
        carrier.run(prefix + "first", () -> {});
        awaitReadiness.run();
        for (Method probe : of(family)) {
            if (wanted.isEmpty() || wanted.contains(probe.getName())) {
                carrier.run(prefix + probe.getName(), operation(probe, instance));
            }
        }
        carrier.end();
        if (instance instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private static Operation operation(Method probe, Object instance) throws IllegalAccessException {
        MethodHandle handle = MethodHandles.lookup().unreflect(probe);
        MethodHandle bound = Modifier.isStatic(probe.getModifiers()) ? handle : handle.bindTo(instance);
        return () -> {
            try {
                bound.invoke();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        };
    }
}
