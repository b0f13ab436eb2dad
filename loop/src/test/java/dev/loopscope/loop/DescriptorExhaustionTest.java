// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
                    .endsWith("reports: [socket.accept() out of system resource], accepted: 0\n"
                            + "reports: [socket.accept() out of system resource], accepted: 1");
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child: uses up its descriptors, lets a client connect, and gives them back. */
    static final class Exhausted {
        private Exhausted() {}

        public static void main(String[] arguments) throws IOException {
            EventLoop loop = EventLoop.open();
            List<String> reports = new ArrayList<>();
            List<Recorder> accepted = new ArrayList<>();
            loop.setExceptionHandler((on, context) -> reports.add(context.message()));
            Server server = Loops.run(
                    loop,
                    loop.createServer(
                            () -> {
                                Recorder recorder = new Recorder(loop);
                                accepted.add(recorder);
                                return recorder;
                            },
                            "127.0.0.1",
                            0));
            List<InputStream> hoard = new ArrayList<>();
            // Loads what the connection needs, while there are descriptors to load with.
            try (Socket warmUp = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
                Loops.runUntil(
                        loop, () -> accepted.size() == 1 && accepted.get(0).isConnected());
                warmUp.setTcpNoDelay(true);
            }
            Loops.run(loop, accepted.get(0).lost);
            accepted.clear();
            Socket client = new Socket();
            client.setTcpNoDelay(true); // takes its descriptor now
            hoardDescriptors(hoard);
            client.connect(server.addresses().get(0));
            Loops.runUntil(loop, () -> !reports.isEmpty());
            LoopFuture<String> later = loop.createFuture();
            loop.callLater(Duration.ofMillis(200), () -> later.setResult("later"));
            Loops.run(loop, later);
            String before = "reports: " + reports + ", accepted: " + accepted.size();
            for (InputStream hoarded : hoard) {
                hoarded.close();
            }
            Loops.runUntil(loop, () -> !accepted.isEmpty());
            System.out.println(before);
            System.out.println("reports: " + reports + ", accepted: " + accepted.size());
            client.close();
            System.exit(0);
        }

        private static int port(Server server) {
            return server.addresses().get(0).getPort();
        }

        private static void hoardDescriptors(List<InputStream> hoard) {
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
