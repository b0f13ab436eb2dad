// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DescriptorExhaustionTest {
    @Test
    @DisabledOnOs(OS.WINDOWS) // no ulimit
    void withoutFileDescriptorsAcceptReportsOnceAndTriesAgainLater() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 120; exec \"$@\"",
                        "sh",
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Exhausted.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(child.waitFor(Loops.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(output.strip())
                    .endsWith("out of descriptors: [socket.accept() out of system resource], rested: true\n"
                            + "descriptors again: accepted");
        } finally {
            child.destroyForcibly();
        }
    }

    /**
     * The child: uses up its descriptors, lets a client connect, and gives them back. The JVM opens and closes files of its
     * own all the while, so the hoard is filled up again wherever one may have been freed, and several clients stand ready
     * should one still get through.
     */
    static final class Exhausted {
        private static final int CLIENTS = 30;
        private static final int TICKS = 1_000;

        private final EventLoop loop = EventLoop.open();
        private final List<String> reports = new ArrayList<>();
        private final List<Recorder> accepted = new ArrayList<>();
        private final List<Socket> clients = new ArrayList<>();
        private final List<InputStream> hoard = new ArrayList<>();
        private final Server server;

        private Exhausted() {
            loop.setExceptionHandler((on, context) -> reports.add(context.message()));
            server = Loops.run(
                    loop,
                    loop.createServer(
                            () -> {
                                Recorder recorder = new Recorder(loop);
                                accepted.add(recorder);
                                return recorder;
                            },
                            "127.0.0.1",
                            0));
        }

        public static void main(String[] arguments) throws IOException {
            Exhausted exhausted = new Exhausted();
            exhausted.loadWhatAConnectionNeeds();
            exhausted.exhaust();
            exhausted.recover();
            System.exit(0);
        }

        /** While there are descriptors to load it with. */
        private void loadWhatAConnectionNeeds() throws IOException {
            try (Socket warmUp =
                    new Socket(InetAddress.getLoopbackAddress(), address().getPort())) {
                Loops.runUntil(
                        loop, () -> accepted.size() == 1 && accepted.get(0).isConnected());
                warmUp.setTcpNoDelay(true);
            }
            Loops.run(loop, accepted.get(0).lost);
            accepted.clear();
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket();
                client.setTcpNoDelay(true); // takes its descriptor now
                clients.add(client);
            }
        }

        private void exhaust() throws IOException {
            long asked = System.nanoTime();
            for (int connected = 1; reports.isEmpty(); connected++) {
                int expected = connected;
                hoardDescriptors();
                asked = System.nanoTime();
                clients.get(connected - 1).connect(address());
                Loops.runUntil(loop, () -> {
                    hoardDescriptors();
                    return !reports.isEmpty() || accepted.size() == expected;
                });
            }
            for (int i = 0; i < TICKS; i++) {
                hoardDescriptors();
                Loops.tick(loop, 1);
            }
            // From before the first report, or one second could hold two.
            long retries = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked);
            System.out.println(
                    "out of descriptors: " + Set.copyOf(reports) + ", rested: " + (reports.size() <= 1 + retries));
        }

        private void recover() throws IOException {
            int before = accepted.size();
            for (InputStream hoarded : hoard) {
                hoarded.close();
            }
            Loops.runUntil(loop, () -> accepted.size() > before);
            System.out.println("descriptors again: accepted");
            for (Socket client : clients) {
                client.close();
            }
        }

        private InetSocketAddress address() {
            return server.addresses().get(0);
        }

        private void hoardDescriptors() {
            try {
                while (hoard.size() < 10_000) {
                    hoard.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException noneLeft) {
                // That was the point.
            }
        }
    }
}
