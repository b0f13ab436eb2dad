// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.interception;

import static dev.loopscope.agent.interception.OperationKind.FILE;

import dev.loopscope.agent.weave.Call;
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
                input("read"),
                input("readAllBytes"),
                input("readNBytes"),
                input("skip"),
                input("transferTo").since(21),
                Point.operation(FILE, OUT, "open"),
                // The private methods of the name are native on every JDK.
                Point.operationIf(
                        FILE,
                        OUT,
                        "write",
                        new Call("enterOutput", "(Ljava/io/FileOutputStream;I)V", Call.THIS, Call.POINT)),
                Point.operation(FILE, RANDOM, "open"),
                Point.operation(FILE, RANDOM, "read"),
                Point.operation(FILE, RANDOM, "write"),
                Point.operation(FILE, RANDOM, "seek"),
                Point.operation(FILE, RANDOM, "length").since(21),
                Point.operation(FILE, RANDOM, "setLength").since(21));
    }

    /** These are also how the console and child processes are read. */
    private static Point input(String method) {
        return Point.operationIf(
                FILE, IN, method, new Call("enterInput", "(Ljava/io/FileInputStream;I)V", Call.THIS, Call.POINT));
    }
}
