// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Threads that select and block in what they do next, as servers do whose workers take turns at selecting, and clients that
 * poll: {@code worker-1} and {@code worker-2}, and this program's own.
 *
 * <p>Argument: how many operations that block.
 */
public final class Selecting {
    private static final int EACH_TIME = 50;

    private Selecting() {}

    public static void main(String[] arguments) throws Exception {
        int operations = Integer.parseInt(arguments[0]);
        Path file = Files.createTempFile("selecting", ".bin");
        Files.write(file, new byte[8]);
        Thread[] workers = {
            new Thread(() -> work(file, operations / 2), "worker-1"),
            new Thread(() -> work(file, operations / 2), "worker-2")
        };
        for (Thread worker : workers) {
            worker.start();
        }
        work(file, 10 * EACH_TIME);
        for (Thread worker : workers) {
            worker.join();
        }
        Files.delete(file);
        // The agent's word on loops comes a second after the first.
        TimeUnit.MILLISECONDS.sleep(1_500);
        System.out.println("end");
    }

    /** A byte comes; what is done about it reads a file many times. */
    private static void work(Path path, int operations) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
                Selector selector = Selector.open()) {
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false).register(selector, SelectionKey.OP_READ);
            ByteBuffer one = ByteBuffer.allocate(1);
            for (int done = 0; done < operations; done += EACH_TIME) {
                pipe.sink().write(ByteBuffer.allocate(1));
                selector.select();
                selector.selectedKeys().clear();
                pipe.source().read(one.clear());
                for (int i = 0; i < EACH_TIME; i++) {
                    file.seek(0);
                    file.read();
                }
            }
            pipe.sink().close();
            pipe.source().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
