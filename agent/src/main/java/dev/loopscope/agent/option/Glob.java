// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import java.util.List;

/** Names with wildcards: {@code *} is any run of characters, {@code ?} any one, all else is itself. Any thread. */
public final class Glob {
    private Glob() {}

    public static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        // Where to resume after a mismatch: the last star, and how much of the text it has swallowed so far.
        int star = -1;
        int swallowed = 0;
        while (t < text.length()) {
            char c = g < glob.length() ? glob.charAt(g) : '\0';
            if (c == '*' && g < glob.length()) {
                star = g++;
                swallowed = t;
            } else if (g < glob.length() && (c == '?' || c == text.charAt(t))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++swallowed;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    public static boolean anyMatches(List<String> globs, String text) {
        for (int i = 0; i < globs.size(); i++) {
            if (matches(globs.get(i), text)) {
                return true;
            }
        }
        return false;
    }
}
