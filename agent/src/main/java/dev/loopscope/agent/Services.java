// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Detectors and adapters by their service entries. {@code ServiceLoader} does the same at several times the start-up cost. */
final class Services {
    private Services() {}

    /** One new instance of each, in the order of the entries. */
    static <T> List<T> load(Class<T> service, ClassLoader loader) throws IOException, ReflectiveOperationException {
        List<T> found = new ArrayList<>();
        try (InputStream entries = loader.getResourceAsStream("META-INF/services/" + service.getName())) {
            if (entries == null) {
                throw new IOException("no service entries for " + service.getName());
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(entries, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    found.add(
                            service.cast(loader.loadClass(line).getConstructor().newInstance()));
                }
            }
        }
        return found;
    }
}
