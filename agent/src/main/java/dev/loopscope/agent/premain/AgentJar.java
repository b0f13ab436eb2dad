// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.premain;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the agent's own jar below a folder. Every JVM with the agent reads two hundred of them before its {@code main},
 * in half the time that {@code java.util.zip} takes. Any thread; the file stays open as long as the JVM runs, so that a jar that
 * is replaced meanwhile does no harm.
 */
final class AgentJar {
    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int LISTED = 0x02014b50;
    private static final int LISTED_SIZE = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;

    private final File path;
    private final RandomAccessFile file;
    private final byte[] directory;
    /** Where the directory tells of an entry, by the entry's name. */
    private final Map<String, Integer> places = new HashMap<>(1024);

    /** @param folder with the slash at its end; other entries are not there */
    AgentJar(File path, String folder) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path, "r");
        this.directory = directory();
        int at = 0;
        while (at + LISTED_SIZE <= directory.length && number(directory, at, 4) == LISTED) {
            int nameSize = number(directory, at + 28, 2);
            String name = new String(directory, at + LISTED_SIZE, nameSize, StandardCharsets.ISO_8859_1);
            if (name.startsWith(folder)) {
                places.put(name, at);
            }
            at += LISTED_SIZE + nameSize + number(directory, at + 30, 2) + number(directory, at + 32, 2);
        }
    }

    private byte[] directory() throws IOException {
        long length = file.length();
        // As a rule there is no comment after the end record.
        byte[] end = read(Math.max(0, length - END_SIZE), (int) Math.min(length, END_SIZE));
        int at = 0;
        if (end.length < END_SIZE || number(end, 0, 4) != END) {
            int size = (int) Math.min(length, END_SIZE + LONGEST_COMMENT);
            end = read(length - size, size);
            at = size - END_SIZE;
            while (at >= 0 && number(end, at, 4) != END) {
                at--;
            }
            if (at < 0) {
                throw new ZipException(path + " is no jar");
            }
        }
        return read(number(end, at + 16, 4), number(end, at + 12, 4));
    }

    /** Null if there is no such entry. */
    byte @Nullable [] bytes(String name) throws IOException {
        Integer place = places.get(name);
        if (place == null) {
            return null;
        }
        int packedSize = number(directory, place + 20, 4);
        int size = number(directory, place + 24, 4);
        int offset = number(directory, place + 42, 4);
        byte[] header = read(offset, LOCAL_SIZE);
        if (number(header, 0, 4) != LOCAL) {
            throw new ZipException(path + " is damaged: " + name);
        }
        byte[] packed = read(offset + LOCAL_SIZE + number(header, 26, 2) + number(header, 28, 2), packedSize);
        boolean isStored = number(directory, place + 10, 2) == 0;
        return isStored ? packed : inflated(packed, size, name);
    }

    /** Our build stores all; whoever packs the jar anew may not. */
    private byte[] inflated(byte[] packed, int size, String name) throws ZipException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            byte[] bytes = new byte[size];
            int read = 0;
            while (read < size) {
                int more = inflater.inflate(bytes, read, size - read);
                if (more == 0) {
                    throw new ZipException(path + " is damaged: " + name);
                }
                read += more;
            }
            return bytes;
        } catch (DataFormatException e) {
            throw new ZipException(path + " is damaged: " + name);
        } finally {
            inflater.end();
        }
    }

    private synchronized byte[] read(long offset, int size) throws IOException {
        if (offset < 0 || size < 0 || offset + size > file.length()) {
            throw new EOFException(path + " is damaged");
        }
        byte[] bytes = new byte[size];
        file.seek(offset);
        file.readFully(bytes);
        return bytes;
    }

    /** Little-endian, of so many bytes. */
    private static int number(byte[] bytes, int at, int size) {
        int number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[at + i] & 0xFF);
        }
        return number;
    }
}
