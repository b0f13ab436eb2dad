// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The baselines in Python, where there is one: {@code asyncio_baseline.py} in processes of its own. */
final class Python {
    private static final String SCRIPT = "asyncio_baseline.py";

    private final String command;
    private final List<String> implementations = new ArrayList<>();

    private Python(String command) {
        this.command = command;
    }

    /** With what can be imported: {@code asyncio}, {@code uvloop}, or nothing at all. */
    static Python find(String command) throws InterruptedException {
        Python python = new Python(command);
        for (String implementation : List.of("asyncio", "uvloop")) {
            if (python.imports(implementation)) {
                python.implementations.add(implementation);
            }
        }
        return python;
    }

    private boolean imports(String module) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "-c", "import " + module)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    List<String> implementations() {
        return implementations;
    }

    /** The command that runs the script. */
    List<String> run(String... arguments) throws IOException {
        Path folder = Files.createTempDirectory("loopscope");
        Path script = folder.resolve(SCRIPT);
        folder.toFile().deleteOnExit();
        script.toFile().deleteOnExit();
        try (InputStream in = Python.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IOException("no " + SCRIPT + " in the jar");
            }
            Files.copy(in, script);
        }
        List<String> all = new ArrayList<>(List.of(command, script.toString()));
        all.addAll(List.of(arguments));
        return all;
    }
}
