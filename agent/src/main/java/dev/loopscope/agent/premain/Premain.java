// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.premain;

/** x. */
public final class Premain {
    private Premain() {}

    /** x. */
    public static void main(String[] args) {
        System.out.println(LoopscopeThread.class);
    }
}
