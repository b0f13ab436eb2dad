// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;

/**
 * Weaves something that nobody needs, on a thread of its own, while the agent puts itself together: loading what weaves takes
 * as long as weaving all that is loaded at start.
 */
public final class WarmUp implements Runnable {
    /** It has what most classes have: branches, frames, fields, and calls of every kind. */
    private static final String EXAMPLE = "java/util/concurrent/LoopscopeStages";

    private final ClassLoader loader;

    private WarmUp(ClassLoader loader) {
        this.loader = loader;
    }

    /** Returns at once. */
    public static void start(ClassLoader loader) {
        Thread thread = new Thread(null, new WarmUp(loader), "loopscope-warm-up", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try (InputStream in = loader.getResourceAsStream("bridge/" + EXAMPLE)) {
            if (in != null) {
                weave(new ClassReader(in));
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            // Whatever it is, it happens again where it is counted.
        }
    }

    private static void weave(ClassReader reader) {
        Points points = new Points(Runtime.version().feature());
        int number = points.add(Point.around(
                EXAMPLE, "*", new Call("enter", "(I)V", Call.POINT), new Call("exit", "(I)V", Call.POINT), true));
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new ClassWeaver(writer, points, EXAMPLE, List.of(number)), 0);
        writer.toByteArray();
    }
}
