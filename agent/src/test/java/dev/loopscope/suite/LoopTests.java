// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.suite;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs those of the loop's tests that the argument, a tag expression, selects. Standard output is a line for every test, in the
 * order of their names, so that two runs can be compared; stderr says why one failed. The exit status is 0 if none did.
 */
public final class LoopTests implements TestExecutionListener {
    /** What says nothing about a loop under an agent, each with its reason. */
    private static final String[] BESIDE_THE_POINT = {
        ".*\\.ArchitectureTest", // looks at class files
        ".*\\.FromAsyncioTest", // looks at a page of the documentation
        ".*\\.CapacityTest", // starts JVMs, which have no agent
        ".*\\.FirstContextTest", // likewise
        ".*\\.InterruptionTest", // likewise
        ".*\\.ProcessEndTest", // likewise
        ".*\\.DescriptorExhaustionTest", // likewise
    };

    private final Map<String, String> results = new TreeMap<>();
    private boolean failed;

    private LoopTests() {}

    public static void main(String[] arguments) {
        LoopTests tests = new LoopTests();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectPackage("dev.loopscope.loop"))
                                .filters(
                                        includeClassNamePatterns(".*Test"),
                                        excludeClassNamePatterns(BESIDE_THE_POINT),
                                        TagFilter.includeTags(arguments[0]))
                                .configurationParameter(
                                        LauncherConstants.DISCOVERY_ISSUE_FAILURE_PHASE_PROPERTY_NAME, "discovery")
                                .build(),
                        tests);
        // What the last tests forgot is reported when it is gone.
        collectGarbage();
        tests.results.forEach((name, result) -> System.out.println(result + " " + name));
        System.exit(tests.failed ? 1 : 0);
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        results.put(name(test), "skipped, " + reason + ":");
    }

    /** A container counts when it fails: then its tests are missing. */
    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    results.put(name(test), "passed");
                }
            }
            case ABORTED -> results.put(name(test), "skipped, " + message(result) + ":");
            case FAILED -> {
                results.put(name(test), "failed");
                failed = true;
                System.err.println("failed " + name(test));
                result.getThrowable().ifPresent(Throwable::printStackTrace);
            }
        }
    }

    private static String message(TestExecutionResult result) {
        return result.getThrowable().map(Throwable::getMessage).orElse("");
    }

    /** {@code dev.loopscope.loop.TaskTest, sleeps(dev.loopscope.loop.TaskEngine), #1}. */
    private static String name(TestIdentifier test) {
        StringBuilder name = new StringBuilder();
        for (UniqueId.Segment segment : test.getUniqueIdObject().getSegments()) {
            if (!segment.getType().equals("engine")) {
                name.append(name.length() == 0 ? "" : ", ").append(segment.getValue());
            }
        }
        return name.toString();
    }

    /** Some rounds, for what is only free once its holder is gone. */
    private static void collectGarbage() {
        for (int round = 0; round < 3; round++) {
            ReferenceQueue<Object> queue = new ReferenceQueue<>();
            PhantomReference<Object> last = new PhantomReference<>(new Object(), queue);
            long end = System.nanoTime() + 60_000_000_000L;
            while (queue.poll() == null && System.nanoTime() < end) {
                System.gc();
                LockSupport.parkNanos(1_000_000);
            }
            last.clear();
        }
    }
}
