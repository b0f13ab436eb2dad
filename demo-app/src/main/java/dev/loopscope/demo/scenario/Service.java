// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import java.util.NoSuchElementException;

/**
 * A service on the network that tells the caller's address, as a scenario knows it.
 *
 * @param name for what is told
 * @param key under which its JSON has the address
 */
record Service(String name, String host, int port, String key) {
    /**
     * The text under this service's key.
     *
     * @throws NoSuchElementException if there is none
     */
    String read(String json) {
        String before = "\"" + key + "\": \"";
        int start = json.indexOf(before);
        if (start < 0) {
            throw new NoSuchElementException("no '" + key + "' in what " + name + " answers");
        }
        start += before.length();
        return json.substring(start, json.indexOf('"', start));
    }
}
