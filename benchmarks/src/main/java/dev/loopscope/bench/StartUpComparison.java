// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Whole JVMs that say hello: without an agent, with an empty one, with ours. */
final class StartUpComparison {
    private static final String EMPTY = "empty agent";

    private final Settings settings;

    StartUpComparison(Settings settings) {
        this.settings = settings;
    }

    void run(int rounds) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("loopscope-start-up");
        Path classes = Files.createDirectories(directory.resolve("dev/loopscope/bench"));
        Path hello = classes.resolve("Hello.class");
        Path empty = directory.resolve("empty.jar");
        try {
            Files.write(hello, classFile(Hello.class));
            writeAgent(empty);
            measure(rounds, directory, empty);
        } finally {
            for (Path path : List.of(hello, empty, classes, classes.getParent(), directory.resolve("dev"), directory)) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void measure(int rounds, Path classPath, Path empty) throws IOException, InterruptedException {
        Map<String, List<String>> variants = new LinkedHashMap<>();
        variants.put("no agent", List.of());
        variants.put(EMPTY, List.of("-javaagent:" + empty));
        variants.put("Loopscope", List.of(settings.attach(",log=off")));
        variants.put("Loopscope, enabled=false", List.of(settings.attach(",enabled=false")));
        Table table = new Table("start-up of a JVM that prints one line", "ms wall", "ms user+sys");
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
                List<String> command = new ArrayList<>(List.of(settings.java()));
                command.addAll(variant.getValue());
                command.addAll(List.of("-cp", classPath.toString(), Hello.class.getName()));
                double cpu = ProcessTimes.ofEndedChildren();
                long start = System.nanoTime();
                Process process = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                int status = process.waitFor();
                double wall = (System.nanoTime() - start) / 1e6;
                if (status != 0) {
                    throw new IOException("exit status " + status + " of " + command);
                }
                table.add(variant.getKey(), wall, ProcessTimes.ofEndedChildren() - cpu);
            }
        }
        System.out.print(table.print(EMPTY));
    }

    private static void writeAgent(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", EmptyAgent.class.getName());
        attributes.putValue("Can-Redefine-Classes", "true");
        attributes.putValue("Can-Retransform-Classes", "true");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry(resource(EmptyAgent.class)));
            out.write(classFile(EmptyAgent.class));
            out.closeEntry();
        }
    }

    private static String resource(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] classFile(Class<?> type) throws IOException {
        try (InputStream in = type.getClassLoader().getResourceAsStream(resource(type))) {
            if (in == null) {
                throw new IOException("no class file of " + type);
            }
            return in.readAllBytes();
        }
    }
}
