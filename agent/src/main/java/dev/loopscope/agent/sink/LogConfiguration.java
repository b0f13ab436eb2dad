// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import org.jspecify.annotations.Nullable;

/** What a logging library finds by itself when an application has configured it, on the class path or by a system property. */
final class LogConfiguration {
    private static final String[] PROPERTIES = {
        "logback.configurationFile",
        "log4j2.configurationFile",
        "log4j.configurationFile",
        "java.util.logging.config.file",
        "java.util.logging.config.class"
    };

    private static final String[] LOGBACK = {".xml", "-test.xml", ".groovy"};
    private static final String[] LOG4J = {".xml", ".properties", ".yaml", ".yml", ".json", ".jsn"};

    private LogConfiguration() {}

    /** Looks it up; not for a loop's thread. */
    static boolean isFoundBy(@Nullable ClassLoader loader) {
        for (String property : PROPERTIES) {
            if (System.getProperty(property) != null) {
                return true;
            }
        }
        return loader != null
                && (hasAny(loader, "logback", LOGBACK)
                        || hasAny(loader, "log4j2", LOG4J)
                        || hasAny(loader, "log4j2-test", LOG4J));
    }

    private static boolean hasAny(ClassLoader loader, String name, String[] endings) {
        for (String ending : endings) {
            if (loader.getResource(name.concat(ending)) != null) {
                return true;
            }
        }
        return false;
    }
}
