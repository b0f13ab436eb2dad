// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whether the probes are complete: every public method of the running JDK that may wait or do input and output has a probe, or
 * a reason in {@code surface.txt} why it has none. The methods are those that say so by an exception they declare, and those
 * the file adds because they say nothing; hooks of the agent's have no part in it.
 */
class SurfaceTest {
    private static final List<String> MODULES = List.of("java.base", "java.logging", "java.net.http", "java.prefs");
    /** The last release the file was gone through with; older ones lack classes it names. */
    private static final int COMPLETE_SINCE = 25;

    private final Set<String> added = new TreeSet<>();
    /** By glob. */
    private final Map<String, String> reasons = new LinkedHashMap<>();

    SurfaceTest() throws IOException {
        try (InputStream in = Objects.requireNonNull(SurfaceTest.class.getResourceAsStream("surface.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(this::line);
        }
    }

    private void line(String line) {
        String[] words = line.split(" +", 3);
        switch (words[0]) {
            case "+" -> added.add(words[1]);
            case "-" -> {
                assertThat(words).as(line).hasSize(3);
                assertThat(reasons.put(words[1], words[2])).as("twice: " + line).isNull();
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    @Test
    void everyMethodThatMayBlockHasAProbeOrAReasonWhyNot() throws IOException {
        Set<String> surface = declared();
        assertThat(surface).hasSizeGreaterThan(500);
        surface.addAll(added);
        Set<String> probed = probed();
        surface.removeIf(method -> probed.stream().anyMatch(probe -> matches(probe, method)));
        Set<String> unused = new TreeSet<>(reasons.keySet());
        Set<String> open = new TreeSet<>();
        for (String method : surface) {
            String glob = reason(method);
            unused.remove(glob);
            if (glob.isEmpty()) {
                open.add(method);
            }
        }
        assertThat(open).as("neither probe nor reason").isEmpty();
        if (Runtime.version().feature() >= COMPLETE_SINCE) {
            assertThat(unused).as("reasons nothing needs").isEmpty();
        }
    }

    @Test
    void whatTheFileAddsExists() {
        if (Runtime.version().feature() >= COMPLETE_SINCE) {
            for (String method : added) {
                assertThat(exists(method)).as(method).isTrue();
            }
        }
    }

    @Test
    void thereAreAtLeastTwoHundredProbes() {
        int probes = 0;
        for (Class<?> family : Families.ALL) {
            probes += Probes.of(family).size();
        }
        assertThat(probes).isGreaterThanOrEqualTo(200);
    }

    private String reason(String method) {
        for (String glob : reasons.keySet()) {
            if (matches(glob, method)) {
                return glob;
            }
        }
        return "";
    }

    private static boolean matches(String glob, String method) {
        return method.matches(glob.replace(".", "\\.").replace("$", "\\$").replace("*", ".*"));
    }

    private static Set<String> probed() {
        Set<String> probed = new TreeSet<>();
        for (Class<?> family : Families.ALL) {
            for (Method probe : Probes.of(family)) {
                Blocks blocks = probe.getAnnotation(Blocks.class);
                Silent silent = probe.getAnnotation(Silent.class);
                if (blocks != null) {
                    probed.add(blocks.value());
                }
                for (String covered : blocks == null ? silent.covers() : blocks.covers()) {
                    int parameters = covered.indexOf('(');
                    probed.add(parameters < 0 ? covered : covered.substring(0, parameters));
                }
            }
        }
        return probed;
    }

    private static boolean exists(String method) {
        int dot = method.lastIndexOf('.');
        try {
            Class<?> type = Class.forName(method.substring(0, dot), false, ClassLoader.getPlatformClassLoader());
            String name = method.substring(dot + 1);
            return name.equals("<init>")
                    || Stream.of(type.getMethods())
                            .anyMatch(each -> each.getName().equals(name));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Public methods with a body, or a public class's without, that declare an exception only waiting or I/O needs. */
    private static Set<String> declared() throws IOException {
        Set<String> methods = new TreeSet<>();
        for (String name : MODULES) {
            Module module = ModuleLayer.boot().findModule(name).orElseThrow();
            Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/" + name);
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                    String path = root.relativize(file).toString();
                    String type =
                            path.substring(0, path.length() - ".class".length()).replace('/', '.');
                    int dot = type.lastIndexOf('.');
                    if (dot > 0 && type.startsWith("java") && module.isExported(type.substring(0, dot))) {
                        addDeclared(type, methods);
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return methods;
    }

    private static void addDeclared(String name, Set<String> methods) {
        Class<?> type;
        try {
            type = Class.forName(name, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!Modifier.isPublic(each.getModifiers())) {
                return;
            }
        }
        List<Executable> executables = new ArrayList<>(List.of(type.getDeclaredMethods()));
        executables.addAll(List.of(type.getDeclaredConstructors()));
        for (Executable executable : executables) {
            int modifiers = executable.getModifiers();
            boolean isNobodys = type.isInterface() && Modifier.isAbstract(modifiers);
            if (Modifier.isPublic(modifiers) && !isNobodys && mayBlock(executable)) {
                methods.add(name + "." + (executable instanceof Method ? executable.getName() : "<init>"));
            }
        }
    }

    private static boolean mayBlock(Executable executable) {
        for (Class<?> exception : executable.getExceptionTypes()) {
            if (IOException.class.isAssignableFrom(exception)
                    || exception == InterruptedException.class
                    || exception == TimeoutException.class) {
                return true;
            }
        }
        return false;
    }
}
