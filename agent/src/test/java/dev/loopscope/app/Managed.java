// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import dev.loopscope.loop.EventLoop;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/** Reads and switches the agent over JMX, and makes the same mistakes while it is on, off, and on again. */
public final class Managed {
    private static final int NAP_MILLIS = 5;
    private static final int LONG_MILLIS = 400;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName agent = new ObjectName("dev.loopscope:type=Agent");
    private final Carrier first = Carrier.loop(EventLoop.open("loop-0"));
    private final Carrier named = Carrier.named("executor");

    private Managed() throws Exception {}

    public static void main(String[] arguments) throws Exception {
        new Managed().run();
        System.out.println("end");
        System.exit(0);
    }

    private void run() throws Exception {
        System.out.println("registered " + server.isRegistered(agent) + ", enabled " + get("Enabled") + ", mode "
                + get("Mode") + ", errors " + get("AgentErrors") + ", dropped " + get("Dropped"));
        first.run("first", () -> {});
        Stalls.awaitWatchdog();
        first.run("long", Managed::longWait);
        named.run("nap", Managed::whileOn);
        await("{blocking-call=2, loop-stalled=1}");
        System.out.println("watched " + loops());
        System.out.println("lag " + (number("loop-0", "WorstLagMillis") > LONG_MILLIS / 2.0) + " "
                + (number("loop-0", "MeanLagMillis") > 0)
                + " busy " + (number("loop-0", "BusyPercent") > 0));

        server.setAttribute(agent, new Attribute("Enabled", false));
        Carrier second = Carrier.loop(EventLoop.open("loop-1"));
        Carrier ended = Carrier.loop(EventLoop.open("loop-2"));
        for (Carrier each : List.of(first, second, ended, named)) {
            each.run("off", Managed::whileOff);
        }
        ended.end();
        System.out.println("off " + loops());

        server.setAttribute(agent, new Attribute("Enabled", true));
        server.setAttribute(agent, new Attribute("Enabled", true));
        for (Carrier each : List.of(first, second, named)) {
            // A thread known by its name only is judged again once it has waited for work.
            each.run("wakes up", () -> {});
            each.run("on", Managed::whileOnAgain);
        }
        System.out.println("watched " + loops());
        await("{blocking-call=5, loop-stalled=1}");
        first.end();
        second.end();
        named.end();
    }

    private static void longWait() throws InterruptedException {
        Thread.sleep(LONG_MILLIS);
    }

    private static void whileOn() throws InterruptedException {
        Thread.sleep(NAP_MILLIS);
    }

    private static void whileOnAgain() throws InterruptedException {
        Thread.sleep(NAP_MILLIS);
    }

    /** Nobody may ever hear of this. */
    private static void whileOff() throws InterruptedException {
        Thread.sleep(LONG_MILLIS);
        new CompletableFuture<String>().completeExceptionally(new IllegalStateException("dropped while off"));
    }

    private Object get(String attribute) throws Exception {
        return server.getAttribute(agent, attribute);
    }

    private Map<Object, Object> findings() throws Exception {
        Map<Object, Object> findings = new TreeMap<>();
        for (Object row : ((TabularData) get("Findings")).values()) {
            CompositeData data = (CompositeData) row;
            findings.put(data.get("key"), data.get("value"));
        }
        return findings;
    }

    private void await(String expected) throws Exception {
        long start = System.nanoTime();
        while (!findings().toString().equals(expected) && System.nanoTime() - start < PATIENCE) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        System.out.println("found " + findings());
    }

    private List<String> loops() throws Exception {
        List<String> loops = new ArrayList<>();
        for (CompositeData loop : (CompositeData[]) get("Loops")) {
            loops.add(loop.get("name") + " " + loop.get("family")
                    + (loop.get("exact").equals(true) ? " exact" : ""));
        }
        return loops;
    }

    private double number(String name, String key) throws Exception {
        for (CompositeData loop : (CompositeData[]) get("Loops")) {
            if (loop.get("name").equals(name)) {
                return (Double) loop.get(Character.toLowerCase(key.charAt(0)) + key.substring(1));
            }
        }
        throw new IllegalStateException("no " + name);
    }
}
