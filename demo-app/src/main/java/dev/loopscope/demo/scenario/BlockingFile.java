// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Shows {@code blocking-call}: files have no non-blocking mode. That a write is usually quick is the operating system's
 * kindness, and on a full disk queue or a network mount it ends. So files belong on the loop's executor.
 */
public final class BlockingFile implements Scenario {
    @Override
    public String name() {
        return "blocking-file";
    }

    @Override
    public String summary() {
        return "a callback writes and reads a file";
    }

    @Override
    public void show(Stage stage) throws Exception {
        Path file = Files.createTempFile("loopscope-demo", ".txt");
        try {
            stage.wrong("a callback saves an order to a file and reads it back", loop -> {
                loop.callSoon(() -> {
                    save(file, "order 17");
                    load(file);
                });
                loop.callSoon(loop::stop);
                loop.runForever();
            });

            stage.right("a thread of the loop's executor does, and the loop gets the result", loop -> {
                String order = Stage.run(loop, loop.runInExecutor(() -> {
                    save(file, "order 17");
                    return load(file);
                }));
                Expect.equal("order 17", order);
            });
        } finally {
            Files.delete(file);
        }
    }

    private static void save(Path file, String text) {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String load(Path file) {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
