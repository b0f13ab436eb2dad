// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import org.jspecify.annotations.Nullable;

/**
 * A method the user says blocks.
 *
 * @param owner internal name of the class that has its body
 * @param method its name; {@code <init>} for constructors, {@code *} for every method
 * @param parameters the descriptor up to the closing parenthesis; null for every overload
 */
public record BlockingMethod(
        String owner, String method, @Nullable String parameters) {
    /** As the user writes it, without the parameters. */
    @Override
    public String toString() {
        return owner.replace('/', '.') + "#" + method;
    }
}
