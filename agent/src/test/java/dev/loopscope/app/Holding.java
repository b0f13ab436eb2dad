// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Callbacks that hold a loop without any operation a probe could see: native code, and work of the processor.
 *
 * <p>Arguments: the carrier, and what to do.
 */
public final class Holding {
    /** What each takes at least; so much above the limit that a busy machine sees it as well. Milliseconds. */
    public static final int MILLIS = 600;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    /** Each further character doubles its time; the reference to a group keeps the JDK from remembering what failed. */
    private static final Pattern NESTED = Pattern.compile("(x+)+\\1y");

    private Holding() {}

    public static void main(String[] arguments) throws Exception {
        Operation operation = operation(arguments[1]);
        Carrier loop = Carrier.named(arguments[0]);
        loop.run("first", () -> {});
        Stalls.awaitWatchdog();
        loop.run("held", operation);
        loop.end();
        Ledger.write();
        System.out.println("end");
        System.exit(0);
    }

    /** Prepared, and its classes loaded, so that the loop only does it. */
    private static Operation operation(String name) throws Exception {
        return switch (name) {
            case "foreign" -> {
                MethodHandle usleep = usleep();
                foreign(usleep, 1);
                yield () -> foreign(usleep, MILLIS * 1_000);
            }
            case "monitor" -> Holding::monitor;
            case "expression" -> () -> repeat(Holding::expression);
            case "number" -> () -> repeat(Holding::number);
            case "loop" -> Holding::loop;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** As often as it takes, so that it is long on any machine and no longer on a slow one. */
    private static void repeat(Runnable work) {
        long end = CPU.getCurrentThreadCpuTime() + MILLIS * 1_000_000L;
        while (CPU.getCurrentThreadCpuTime() < end) {
            work.run();
        }
    }

    /** By reflection: this is compiled for a JDK without it. */
    private static MethodHandle usleep() throws ReflectiveOperationException {
        Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        Class<?> layout = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> function = Class.forName("java.lang.foreign.FunctionDescriptor");
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        Class<?> option = Class.forName("java.lang.foreign.Linker$Option");
        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        Optional<?> symbol = (Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                .getMethod("find", String.class)
                .invoke(lookup, "usleep");
        Object integer = Class.forName("java.lang.foreign.ValueLayout")
                .getField("JAVA_INT")
                .get(null);
        Object parameters = Array.newInstance(layout, 1);
        Array.set(parameters, 0, integer);
        Object descriptor =
                function.getMethod("of", layout, parameters.getClass()).invoke(null, integer, parameters);
        Object noOptions = Array.newInstance(option, 0);
        Method downcall = linkerType.getMethod("downcallHandle", segment, function, noOptions.getClass());
        return (MethodHandle) downcall.invoke(linker, symbol.orElseThrow(), descriptor, noOptions);
    }

    /** Sleeps in a function of the C library. */
    private static void foreign(MethodHandle usleep, int micros) {
        try {
            usleep.invoke(micros);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Tries all ways to cut a word in pieces before it gives up. */
    private static void expression() {
        if (NESTED.matcher("x".repeat(22)).matches()) {
            throw new IllegalStateException();
        }
    }

    /** A power of a number with a thousand digits. */
    private static void number() {
        BigInteger modulus = BigInteger.TEN.pow(1_000).add(BigInteger.ONE);
        BigInteger base = BigInteger.valueOf(7).pow(1_000);
        if (base.modPow(base, modulus).signum() < 0) {
            throw new IllegalStateException();
        }
    }

    /** Of a virtual thread, for which the JDK names neither it nor what it holds. */
    private static void monitor() throws Exception {
        CountDownLatch isHeld = new CountDownLatch(1);
        Runnable holder = () -> {
            synchronized (NESTED) {
                isHeld.countDown();
                LockSupport.parkNanos(MILLIS * 1_000_000L);
            }
        };
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, holder);
        isHeld.await();
        wanted();
    }

    private static void wanted() {
        synchronized (NESTED) {
            System.out.println("got it");
        }
    }

    private static void loop() {
        Stalls.burn(MILLIS);
    }
}
