// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * As much of a PostgreSQL server as its driver needs to work with it: version 3 of the protocol, simple and extended queries,
 * cursors, transactions' states. Every {@code select} has three rows of one column; a text with {@code slow} in it is answered
 * after {@link #DELAY_MILLIS}; {@code selekt} is an error. On loopback, a thread for each connection.
 */
final class PostgresServer implements AutoCloseable {
    static final int DELAY_MILLIS = 80;

    private static final int SSL_REQUEST = 80877103;
    private static final int ENCRYPTION_REQUEST = 80877104;
    private static final int CANCEL_REQUEST = 80877102;
    private static final int ROWS = 3;
    private static final int INT4 = 23;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    PostgresServer() throws IOException {
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                daemon(() -> {
                    try (socket) {
                        new Session(socket).run();
                    } catch (IOException e) {
                        // The other side has gone.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "postgres");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One connection. */
    private static final class Session {
        private final DataInputStream in;
        private final DataOutputStream out;
        private final Map<String, String> statements = new HashMap<>();
        private String sql = "";
        private int sent;
        private boolean hasFailed;
        private char state = 'I';

        Session(Socket socket) throws IOException {
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(socket.getOutputStream());
        }

        void run() throws IOException {
            if (!start()) {
                return;
            }
            try {
                for (int type = in.readByte(); type != 'X'; type = in.readByte()) {
                    Message body = new Message(in.readNBytes(in.readInt() - 4));
                    if (type == 'S') {
                        hasFailed = false;
                        ready();
                    } else if (!hasFailed) {
                        answer(type, body);
                    }
                }
            } catch (EOFException e) {
                // Hung up without a farewell.
            }
        }

        private boolean start() throws IOException {
            while (true) {
                Message body = new Message(in.readNBytes(in.readInt() - 4));
                int code = body.number();
                if (code == CANCEL_REQUEST) {
                    return false;
                }
                if (code != SSL_REQUEST && code != ENCRYPTION_REQUEST) {
                    break;
                }
                out.writeByte('N');
            }
            send('R', new Reply().number(0));
            for (String[] parameter : new String[][] {
                {"server_version", "16.0"},
                {"server_encoding", "UTF8"},
                {"client_encoding", "UTF8"},
                {"DateStyle", "ISO, MDY"},
                {"TimeZone", "UTC"},
                {"integer_datetimes", "on"},
                {"standard_conforming_strings", "on"}
            }) {
                send('S', new Reply().text(parameter[0]).text(parameter[1]));
            }
            send('K', new Reply().number(1).number(2));
            ready();
            return true;
        }

        private void answer(int type, Message body) throws IOException {
            switch (type) {
                case 'Q' -> {
                    use(body.text());
                    if (isQuery()) {
                        describeRows();
                    }
                    execute(0);
                    hasFailed = false;
                    ready();
                }
                case 'P' -> {
                    String name = body.text();
                    statements.put(name, body.text());
                    send('1', new Reply());
                }
                case 'B' -> {
                    body.text();
                    use(statements.getOrDefault(body.text(), ""));
                    send('2', new Reply());
                }
                case 'D' -> {
                    if (body.one() == 'S') {
                        use(statements.getOrDefault(body.text(), ""));
                        send('t', new Reply().pair(0));
                    }
                    if (isQuery()) {
                        describeRows();
                    } else {
                        send('n', new Reply());
                    }
                }
                case 'E' -> {
                    body.text();
                    execute(body.number());
                }
                case 'C' -> send('3', new Reply());
                default -> {
                    // Flush, which all of this does anyway.
                }
            }
        }

        private void use(String text) {
            sql = text.strip().toLowerCase(Locale.ROOT);
            sent = 0;
        }

        private boolean isQuery() {
            return sql.startsWith("select");
        }

        private void describeRows() throws IOException {
            send(
                    'T',
                    new Reply()
                            .pair(1)
                            .text("id")
                            .number(0)
                            .pair(0)
                            .number(INT4)
                            .pair(4)
                            .number(-1)
                            .pair(0));
        }

        private void execute(int most) throws IOException {
            if (sql.contains("slow")) {
                pause();
            }
            if (sql.startsWith("selekt")) {
                hasFailed = true;
                send(
                        'E',
                        new Reply()
                                .field('S', "ERROR")
                                .field('C', "42601")
                                .field('M', "syntax error")
                                .end());
                return;
            }
            if (isQuery()) {
                int last = most == 0 ? ROWS : Math.min(ROWS, sent + most);
                while (sent < last) {
                    send('D', new Reply().pair(1).number(1).one('0' + ++sent));
                }
                if (most != 0 && sent < ROWS) {
                    send('s', new Reply());
                    return;
                }
            }
            String word = sql.isEmpty() ? "" : sql.split("[ ;]", 2)[0].toUpperCase(Locale.ROOT);
            state = word.equals("BEGIN") ? 'T' : word.equals("COMMIT") || word.equals("ROLLBACK") ? 'I' : state;
            send('C', new Reply().text(word.equals("INSERT") ? "INSERT 0 1" : word));
        }

        /** What a server does that has to look for something. */
        private static void pause() {
            try {
                if (new CountDownLatch(1).await(DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("nobody counts down");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void ready() throws IOException {
            send('Z', new Reply().one(state));
        }

        private void send(char type, Reply reply) throws IOException {
            byte[] bytes = reply.toByteArray();
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            DataOutputStream data = new DataOutputStream(message);
            data.writeByte(type);
            data.writeInt(bytes.length + 4);
            data.write(bytes);
            out.write(message.toByteArray());
        }
    }

    /** What was received, read from its beginning. */
    private static final class Message {
        private final byte[] bytes;
        private int at;

        Message(byte[] bytes) {
            this.bytes = bytes;
        }

        int one() {
            return bytes[at++];
        }

        int number() {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                value = value << 8 | (bytes[at++] & 0xFF);
            }
            return value;
        }

        String text() {
            int start = at;
            while (bytes[at] != 0) {
                at++;
            }
            return new String(bytes, start, at++ - start, StandardCharsets.UTF_8);
        }
    }

    /** What is to be sent. */
    private static final class Reply {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Reply one(int value) {
            bytes.write(value);
            return this;
        }

        Reply pair(int value) {
            return one(value >> 8).one(value);
        }

        Reply number(int value) {
            return pair(value >> 16).pair(value);
        }

        Reply text(String value) {
            bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            return one(0);
        }

        Reply field(char type, String value) {
            return one(type).text(value);
        }

        Reply end() {
            return one(0);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
