// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;

/** Pipes from thread to thread: they wait for the other end, unless there is something to read, or room to write. */
final class PipeProbes {
    /** A pipe that holds one unit is full with one. */
    private static final int SMALL = 1;

    @Blocks(value = "java.io.OutputStream.write", millis = Blocks.LONG, covers = "java.io.PipedOutputStream.write")
    static void writeBytes() throws IOException {
        PipedInputStream in = new PipedInputStream(SMALL);
        PipedOutputStream out = new PipedOutputStream(in);
        Helper.onceIWait(in::read);
        out.write(new byte[2]);
    }

    @Blocks(value = "java.io.Writer.write", millis = Blocks.LONG, covers = "java.io.PipedWriter.write")
    static void writeCharacters() throws IOException {
        PipedReader in = new PipedReader(SMALL);
        PipedWriter out = new PipedWriter(in);
        Helper.onceIWait(in::read);
        out.write(new char[2]);
    }

    @Blocks(value = "java.io.PipedReader.read", millis = Blocks.LONG)
    static void readCharacter() throws IOException {
        PipedWriter out = new PipedWriter();
        PipedReader in = new PipedReader(out);
        Helper.onceIWait(() -> {
            out.write('x');
            out.flush();
        });
        in.read();
    }

    @Silent(covers = {"java.io.PipedOutputStream.flush", "java.io.PipedWriter.flush"})
    static void thereIsRoomAndThenSomething() throws IOException {
        PipedInputStream in = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(in);
        out.write(1);
        out.flush();
        in.read();
        PipedWriter writer = new PipedWriter();
        PipedReader reader = new PipedReader(writer);
        writer.write('x');
        writer.flush();
        reader.read();
    }
}
