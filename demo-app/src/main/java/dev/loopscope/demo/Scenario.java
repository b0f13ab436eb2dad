// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

/** One mistake and its corrected form, written to be read. */
public interface Scenario {
    /** What the command line calls it. */
    String name();

    /** What it shows, for the list. */
    String summary();

    /**
     * Makes the mistake, then does it right, each as an act on the stage. Main thread.
     *
     * @throws Exception if the scenario itself does not work, which ends the demo
     */
    void show(Stage stage) throws Exception;
}
