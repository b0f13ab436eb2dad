// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.FILE;

import dev.loopscope.agent.weave.Point;
import dev.loopscope.agent.weave.Points;

/** File streams, random access files, file channels. */
public final class FilePoints {
    private static final String IN = "java/io/FileInputStream";
    private static final String OUT = "java/io/FileOutputStream";
    private static final String RANDOM = "java/io/RandomAccessFile";

    private FilePoints() {}

    public static void addTo(Points points) {
        points.addAll(
                Point.operation(FILE, IN, "open"),
                Point.operation(FILE, IN, "read"),
                Point.operation(FILE, IN, "readAllBytes"),
                Point.operation(FILE, IN, "readNBytes"),
                Point.operation(FILE, IN, "skip"),
                Point.operation(FILE, IN, "transferTo").since(21),
                Point.operation(FILE, OUT, "open"),
                Point.operation(FILE, OUT, "write"),
                Point.operation(FILE, RANDOM, "open"),
                Point.operation(FILE, RANDOM, "read"),
                Point.operation(FILE, RANDOM, "write"),
                Point.operation(FILE, RANDOM, "seek"),
                Point.operation(FILE, RANDOM, "length").since(21),
                Point.operation(FILE, RANDOM, "setLength").since(21));
    }
}
