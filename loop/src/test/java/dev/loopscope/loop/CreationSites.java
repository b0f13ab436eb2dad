// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.regex.Pattern;

/** Where things were made, which an agent has the loop add to its texts; the tests that compare texts also run under one. */
final class CreationSites {
    private static final Pattern SITE = Pattern.compile(
            " created at [\\w$.]+(?::\\d+)?|\n\\w+ created at \\(most recent call first\\):(?:\n    at .*)*");

    private CreationSites() {}

    /** The text as it is without an agent. */
    static String removedFrom(Object text) {
        return SITE.matcher(text.toString()).replaceAll("");
    }
}
