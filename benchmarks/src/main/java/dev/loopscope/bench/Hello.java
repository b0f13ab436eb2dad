// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

/** The application whose start is measured. */
final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
