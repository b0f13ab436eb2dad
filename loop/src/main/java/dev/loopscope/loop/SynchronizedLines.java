// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a class that are inside a synchronized block or method, read from its class file. A stack trace says where
 * a thread is, and so this says whether it has a monitor there, of any thread and on every JDK: what the JVM knows of that it
 * tells of platform threads alone, and its internal stack walker that tells more was seen to crash it.
 *
 * <p>By lines and not by offsets in the code: these are what a stack trace has, and what stays when somebody weaves the
 * class. Code without line numbers is not seen through, nor are two statements in one line told apart.
 */
final class SynchronizedLines {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int SYNCHRONIZED = 0x0020;
    // instructions
    private static final int ALOAD = 0x19;
    private static final int ALOAD_0 = 0x2a;
    private static final int ALOAD_3 = 0x2d;
    private static final int ASTORE = 0x3a;
    private static final int ASTORE_0 = 0x4b;
    private static final int ASTORE_3 = 0x4e;
    private static final int MONITOR_EXIT = 0xc3;
    private static final int WIDE = 0xc4;

    private final DataInputStream in;
    private final Map<Integer, String> texts = new HashMap<>();
    private final Set<String> lines = new HashSet<>();

    private SynchronizedLines(DataInputStream in) {
        this.in = in;
    }

    /** Each as {@link #line} spells it; empty if the class file is not to be had, or is none. */
    static Set<String> of(@Nullable ClassLoader loader, String className) {
        String resource = className.replace('.', '/') + ".class";
        try (InputStream found = open(loader, resource)) {
            if (found == null) {
                return Set.of();
            }
            var reader = new SynchronizedLines(new DataInputStream(new BufferedInputStream(found)));
            reader.read();
            return reader.lines;
        } catch (IOException | RuntimeException | LinkageError e) {
            Log.debug("cannot read " + resource, e);
            return Set.of();
        }
    }

    static String line(StackTraceElement frame) {
        return frame.getMethodName() + ':' + frame.getLineNumber();
    }

    private static @Nullable InputStream open(@Nullable ClassLoader loader, String resource) {
        InputStream found = loader == null ? null : loader.getResourceAsStream(resource);
        return found == null ? ClassLoader.getSystemResourceAsStream(resource) : found;
    }

    private void read() throws IOException {
        if (in.readInt() != MAGIC) {
            return;
        }
        in.readInt(); // version
        readConstants();
        in.readUnsignedShort(); // access
        in.readUnsignedShort(); // this
        in.readUnsignedShort(); // super
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            in.readUnsignedShort();
        }
        readMembers(false);
        readMembers(true);
    }

    private void readConstants() throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts.put(i, in.readUTF());
                case 7, 8, 16, 19, 20 -> skip(2);
                case 15 -> skip(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
                case 5, 6 -> {
                    skip(8);
                    i++; // a long or a double has two places
                }
                default -> throw new IOException("constant of kind " + tag);
            }
        }
    }

    private void readMembers(boolean areMethods) throws IOException {
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            boolean isSynchronized = (in.readUnsignedShort() & SYNCHRONIZED) != 0;
            String name = text();
            in.readUnsignedShort(); // type
            for (int j = in.readUnsignedShort(); j > 0; j--) {
                String attribute = text();
                int length = in.readInt();
                if (areMethods && attribute.equals("Code")) {
                    readCode(name, isSynchronized);
                } else {
                    skip(length);
                }
            }
        }
    }

    private void readCode(String method, boolean isSynchronized) throws IOException {
        in.readInt(); // sizes of the frame
        byte[] code = new byte[in.readInt()];
        in.readFully(code);
        boolean[] isInside = new boolean[code.length];
        if (isSynchronized) {
            mark(isInside, 0, code.length);
        }
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            int start = in.readUnsignedShort();
            int end = in.readUnsignedShort();
            int handler = in.readUnsignedShort();
            boolean isForAll = in.readUnsignedShort() == 0;
            if (isForAll && letsGo(code, handler)) {
                mark(isInside, start, end);
            }
        }
        int[] lineAt = new int[code.length];
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            String attribute = text();
            int length = in.readInt();
            if (attribute.equals("LineNumberTable")) {
                for (int j = in.readUnsignedShort(); j > 0; j--) {
                    int at = in.readUnsignedShort();
                    lineAt[at] = in.readUnsignedShort();
                }
            } else {
                skip(length);
            }
        }
        int line = 0;
        for (int at = 0; at < code.length; at++) {
            line = lineAt[at] == 0 ? line : lineAt[at];
            if (isInside[at] && line != 0) {
                lines.add(method + ':' + line);
            }
        }
    }

    private static void mark(boolean[] isInside, int start, int end) {
        for (int at = start; at < end && at < isInside.length; at++) {
            isInside[at] = true;
        }
    }

    /** What compilers make of the end of a synchronized block: whatever was thrown, the monitor is let go of first. */
    private static boolean letsGo(byte[] code, int handler) {
        int at = handler;
        while (at < code.length) {
            int instruction = code[at] & 0xff;
            if (instruction == ALOAD || instruction == ASTORE) {
                at += 2;
            } else if (instruction == WIDE) {
                at += 4;
            } else if ((instruction >= ALOAD_0 && instruction <= ALOAD_3)
                    || (instruction >= ASTORE_0 && instruction <= ASTORE_3)) {
                at++;
            } else {
                return instruction == MONITOR_EXIT;
            }
        }
        return false;
    }

    private String text() throws IOException {
        return texts.getOrDefault(in.readUnsignedShort(), "");
    }

    private void skip(int bytes) throws IOException {
        in.skipNBytes(bytes);
    }
}
