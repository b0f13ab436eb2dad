// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Several applications in one JVM, each with an SLF4J of its own: a list of jars for each argument, as a class path. */
public final class TwoLogs {
    private TwoLogs() {}

    public static void main(String[] arguments) throws Exception {
        for (String folders : arguments) {
            ClassLoader application = new URLClassLoader(urls(folders), ClassLoader.getPlatformClassLoader());
            Class.forName("org.slf4j.LoggerFactory", true, application)
                    .getMethod("getLogger", String.class)
                    .invoke(null, "app");
        }
        Logged.sleepOften(1);
        System.exit(0);
    }

    private static URL[] urls(String folders) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String folder : folders.split(",", -1)) {
            try (Stream<Path> jars = Files.list(Path.of(folder))) {
                for (Path jar : jars.toList()) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return urls.toArray(new URL[0]);
    }
}
