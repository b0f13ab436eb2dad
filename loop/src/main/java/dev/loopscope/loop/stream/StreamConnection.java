// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

/** What {@link Streams#openConnection} gives: both directions of one connection. */
public record StreamConnection(StreamReader reader, StreamWriter writer) implements AutoCloseable {
    /** {@link StreamWriter#close()}: sends what is buffered, then closes both directions. */
    @Override
    public void close() {
        writer.close();
    }
}
