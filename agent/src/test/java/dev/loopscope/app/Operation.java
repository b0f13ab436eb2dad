// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

/** One thing a program does; the name of the method that does it tells them apart. */
@FunctionalInterface
public interface Operation {
    void run() throws Exception;
}
