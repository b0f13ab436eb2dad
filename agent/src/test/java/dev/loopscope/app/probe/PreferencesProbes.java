// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.util.prefs.BackingStoreException;
import java.util.prefs.Preferences;

/** Preferences, which are files. */
final class PreferencesProbes {
    private final Preferences node;
    private final Preferences removed;

    PreferencesProbes() throws BackingStoreException {
        System.setProperty("java.util.prefs.userRoot", "preferences");
        node = Preferences.userRoot().node("probes");
        removed = node.node("removed");
        node.put("key", "value");
        node.flush();
    }

    @Blocks("java.util.prefs.*Preferences.flush")
    void flush() throws BackingStoreException {
        node.put("key", "another");
        node.flush();
    }

    @Blocks("java.util.prefs.*Preferences.flush")
    void flushNothing() throws BackingStoreException {
        node.flush();
    }

    @Blocks("java.util.prefs.*Preferences.sync")
    void sync() throws BackingStoreException {
        node.sync();
    }

    @Blocks("java.util.prefs.*Preferences.removeNode")
    void removeNode() throws BackingStoreException {
        removed.removeNode();
    }

    @Silent
    void getAndPut() {
        node.put("key", node.get("key", "none") + "+");
    }
}
