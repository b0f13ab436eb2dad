// SPDX-License-Identifier: Apache-2.0
package java.lang;

/** What {@code penalty=throw} throws into user code; the only throwable of the agent's that ever leaves it. */
public final class LoopscopeError extends Error {
    private static final long serialVersionUID = 1L;

    public LoopscopeError(String message) {
        super(message);
    }
}
