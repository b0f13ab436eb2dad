// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ways to make futures fail, each by an exception whose message is the way's name: of some nobody hears, and those are
 * collected until the agent has reported them, so far as there is one. What else it has to say it says at the end.
 */
final class LossCases {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final List<String> lost = new ArrayList<>();

    /** One way. */
    interface Case {
        void run(String name) throws Exception;
    }

    static IllegalStateException failure(String name) {
        return new IllegalStateException(name);
    }

    /** Nobody looks at what fails in it. */
    LossCases lost(String name, Case each) throws Exception {
        lost.add(name);
        each.run(name);
        return this;
    }

    /** Somebody looks at all that fails in it, and may get it thrown. */
    LossCases handled(String name, Case each) {
        try {
            each.run(name);
        } catch (Exception expected) {
            // Whoever gets it thrown has seen it.
        }
        return this;
    }

    /** Nobody looks at what fails in it, and the allow file has said that nobody will. */
    LossCases allowed(String name, Case each) throws Exception {
        each.run(name);
        return this;
    }

    /** The report is in the working directory; without an agent there is none, and nothing to wait for. */
    void end() throws IOException, InterruptedException {
        Path report = Path.of("report.jsonl");
        long start = System.nanoTime();
        while (Files.exists(report) && reported(report) < lost.size() && System.nanoTime() - start < PATIENCE_NANOS) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(10);
        }
        lost.forEach(System.out::println);
        System.out.println("end");
        System.exit(0);
    }

    private static long reported(Path report) throws IOException {
        long count = 0;
        for (String line : Files.readAllLines(report)) {
            count += line.contains("\"kind\":\"finding\"") ? 1 : 0;
        }
        return count;
    }
}
