// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * How much of what happens to futures is looked at. Spent by whoever makes or uses futures, a plain read when it is used up;
 * filled up by the agent every few milliseconds.
 */
// Benign races: a thread's spending may be lost, or another's refill.
public final class LoopscopeBudget {
    /** Is never used up. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static int creations;
    private static int libraryCreations;
    private static int stages;

    private LoopscopeBudget() {}

    /** Any thread. */
    public static void setCreations(int count) {
        creations = count;
        libraryCreations = count;
    }

    /** Any thread. */
    public static void setStages(int count) {
        stages = count;
    }

    /**
     * Agent's thread.
     *
     * @param library as {@code more}, for the futures of libraries: those make several for each request, on deep stacks
     */
    public static void refill(int more, int library, int most) {
        if (creations < most) {
            creations = Math.min(creations + more, most);
        }
        if (libraryCreations < most) {
            libraryCreations = Math.min(libraryCreations + library, most);
        }
        if (stages < most) {
            stages = Math.min(stages + more, most);
        }
    }

    static boolean hasCreations() {
        return creations > 0;
    }

    static boolean hasLibraryCreations() {
        return libraryCreations > 0;
    }

    static boolean hasStages() {
        return stages > 0;
    }

    static void spendCreation() {
        if (creations != UNLIMITED) {
            creations--;
        }
    }

    static void spendLibraryCreation() {
        if (libraryCreations != UNLIMITED) {
            libraryCreations--;
        }
    }

    static void spendStage() {
        if (stages != UNLIMITED) {
            stages--;
        }
    }
}
