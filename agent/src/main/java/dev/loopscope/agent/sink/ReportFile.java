// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A file of lines, opened for appending. Each line is one write of the whole of it, so a killed JVM keeps what was
 * written and several JVMs may share a file. One thread.
 */
final class ReportFile {
    private final String name;
    private final OutputStream out;
    private final Consumer<String> onProblem;
    private boolean atLineStart;
    private boolean problemSaid;
    private boolean closed;

    ReportFile(String name, OutputStream out, boolean atLineStart, Consumer<String> onProblem) {
        this.name = name;
        this.out = out;
        this.atLineStart = atLineStart;
        this.onProblem = onProblem;
    }

    static ReportFile open(String name, Consumer<String> onProblem) throws IOException {
        try {
            boolean atLineStart = endsWithNewLine(new File(name));
            return new ReportFile(name, new FileOutputStream(name, true), atLineStart, onProblem);
        } catch (IOException e) {
            throw new IOException("option report: cannot open " + name + ": " + e.getMessage(), e);
        }
    }

    /** False after a JVM was killed in the middle of a line. */
    private static boolean endsWithNewLine(File file) throws IOException {
        if (!file.isFile() || file.length() == 0) {
            return true;
        }
        try (RandomAccessFile existing = new RandomAccessFile(file, "r")) {
            existing.seek(existing.length() - 1);
            return existing.read() == '\n';
        }
    }

    /** Never throws: the first failure is told, and later lines are tried again, should there be room by then. */
    void write(Json line) {
        if (closed) {
            return;
        }
        byte[] bytes = line.line(!atLineStart).getBytes(StandardCharsets.UTF_8);
        try {
            out.write(bytes);
            out.flush();
            atLineStart = true;
        } catch (IOException e) {
            // Perhaps half a line is there now.
            atLineStart = false;
            problem(e);
        }
    }

    void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            problem(e);
        }
    }

    private void problem(IOException e) {
        if (!problemSaid) {
            problemSaid = true;
            onProblem.accept(
                    "option report: cannot write " + name + ": " + e.getMessage() + ". Records are missing from it.");
        }
    }
}
