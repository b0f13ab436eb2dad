// SPDX-License-Identifier: Apache-2.0
package java.lang;

public final class LoopscopeThread {
    private LoopscopeThread() {}
}
