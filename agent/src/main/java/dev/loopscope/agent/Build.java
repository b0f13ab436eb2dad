// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What the build wrote down of itself. */
public final class Build {
    private Build() {}

    /** The agent's version, {@code unknown} when the build did not say. */
    public static String version(ClassLoader loader) {
        Properties properties = new Properties();
        try (InputStream in = loader.getResourceAsStream("dev/loopscope/agent/build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return properties.getProperty("version", "unknown");
    }
}
