// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import jdk.internal.misc.Unsafe;

/**
 * What a stream of bytes leads to. Files, the console and the pipes to child processes share the JDK's two classes for
 * them; the standard descriptors are the console's, whatever the shell has put in their place, and a stream that no path
 * was given for is a child's.
 */
final class LoopscopeStreams {
    /** A closed stream: whoever uses it is told so, at once. */
    private static final int NOWHERE = -1;

    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final long IN_PATH = UNSAFE.objectFieldOffset(FileInputStream.class, "path");
    private static final long OUT_PATH = UNSAFE.objectFieldOffset(FileOutputStream.class, "path");

    private LoopscopeStreams() {}

    /** Flags for {@link LoopscopeThread#operationEntered}, 0 for a file, negative for what is closed. */
    static int sourceOf(FileInputStream in) {
        try {
            FileDescriptor descriptor = in.getFD();
            if (!descriptor.valid()) {
                return NOWHERE;
            }
            if (descriptor == FileDescriptor.in) {
                return LoopscopeThread.CONSOLE_INPUT;
            }
            return UNSAFE.getReference(in, IN_PATH) == null ? LoopscopeThread.CHILD : 0;
        } catch (IOException noDescriptor) {
            return NOWHERE;
        }
    }

    /** As {@link #sourceOf}. Whoever writes to the console is usually done at once. */
    static int destinationOf(FileOutputStream out) {
        try {
            FileDescriptor descriptor = out.getFD();
            if (!descriptor.valid()) {
                return NOWHERE;
            }
            if (descriptor == FileDescriptor.out || descriptor == FileDescriptor.err) {
                return LoopscopeThread.CONSOLE_OUTPUT | LoopscopeThread.INSTANT;
            }
            return UNSAFE.getReference(out, OUT_PATH) == null ? LoopscopeThread.CHILD : 0;
        } catch (IOException noDescriptor) {
            return NOWHERE;
        }
    }
}
