// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.ENTROPY;
import static dev.loopscope.agent.interception.OperationKind.FILE;
import static dev.loopscope.agent.interception.OperationKind.JVM;

import dev.loopscope.agent.weave.Call;
import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/**
 * What the JVM is asked to do at once, collecting garbage or loading a native library; random numbers from the system;
 * preferences.
 *
 * <p>{@code Runtime.gc} is native on every JDK, so what calls it is woven: {@code System.gc} and the memory bean here,
 * applications by CallSiteWeaver.
 */
public final class JvmPoints {
    private static final String RUNTIME = "java/lang/Runtime";
    private static final String RANDOM = "sun/security/provider/NativePRNG$RandomIO";
    private static final String SEED = "sun/security/provider/SeedGenerator";
    private static final String PREFERENCES = "java/util/prefs/FileSystemPreferences";

    private JvmPoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.operation(JVM, "java/lang/System", "gc"),
                Point.operation(JVM, "sun/management/MemoryImpl", "gc"),
                Point.operation(JVM, RUNTIME, "runFinalization"),
                Point.operationIf(JVM, RUNTIME, "load0", library("enterLoad")),
                Point.operationIf(JVM, RUNTIME, "loadLibrary0", library("enterLoadLibrary")),
                Point.operation(JVM, "com/sun/management/internal/HotSpotDiagnostic", "dumpHeap"),
                Point.operation(ENTROPY, RANDOM, "implNextBytes"),
                Point.operation(ENTROPY, RANDOM, "implGenerateSeed"),
                Point.operation(ENTROPY, RANDOM, "implSetSeed"),
                Point.operation(ENTROPY, SEED, "generateSeed"),
                Point.operation(ENTROPY, SEED, "getSystemEntropy"),
                // They lock a file and look at it whether anything has changed or not.
                Point.operation(FILE, PREFERENCES, "sync"),
                Point.operation(FILE, PREFERENCES, "flush"),
                Point.operation(FILE, PREFERENCES, "removeNode"));
    }

    private static Call library(String probe) {
        return new Call(probe, "(Ljava/lang/String;I)V", 1, Call.POINT);
    }
}
