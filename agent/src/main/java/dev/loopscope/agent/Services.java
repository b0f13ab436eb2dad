// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.io.IOException;
import java.io.InputStream;
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
            String text = new String(entries.readAllBytes(), StandardCharsets.UTF_8);
            int start = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
                String name = text.substring(start, end).strip();
                if (!name.isEmpty()) {
                    found.add(
                            service.cast(loader.loadClass(name).getConstructor().newInstance()));
                }
                start = end + 1;
            }
        }
        return found;
    }
}
