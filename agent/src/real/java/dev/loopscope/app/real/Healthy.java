// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A {@link HealthyServer} under load. Arguments, after the library's name:
 *
 * <ul>
 *   <li>{@code serve}: prints its port, and runs until it is destroyed.
 *   <li>{@code ask PORT}: for each line {@code WARM-UP-MS MEASURED-MS} on the standard input asks for so long, and prints {@code
 *       measuring}, then {@code done REQUESTS}. That is the form of the benchmarks' load generator.
 *   <li>{@code both SECONDS}: serves and asks for so long, and fails when the heap has grown meanwhile.
 * </ul>
 */
public final class Healthy {
    private static final int CLIENTS = 8;
    private static final long MOST_GROWN_BYTES = 8_000_000;

    private final String library;
    private final int port;
    private final LongAdder answers = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isOver;

    private Healthy(String library, int port) {
        this.library = library;
        this.port = port;
    }

    public static void main(String[] arguments) throws Exception {
        String library = arguments[0];
        switch (arguments[1]) {
            case "serve" -> {
                System.out.println(HealthyServer.start(library));
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
            }
            case "ask" -> new Healthy(library, Integer.parseInt(arguments[2])).ask();
            case "both" -> new Healthy(library, HealthyServer.start(library)).both(Integer.parseInt(arguments[2]));
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        System.exit(0);
    }

    private void ask() throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] millis = line.split(" ");
            isOver = false;
            List<Thread> clients = start();
            Thread.sleep(Long.parseLong(millis[0]));
            System.out.println("measuring");
            long before = answers.sum();
            Thread.sleep(Long.parseLong(millis[1]));
            System.out.println("done " + (answers.sum() - before));
            end(clients);
        }
    }

    private void both(int seconds) throws Exception {
        askFor(seconds / 3);
        long before = usedBytes();
        askFor(seconds - seconds / 3);
        long grown = usedBytes() - before;
        if (grown > MOST_GROWN_BYTES || answers.sum() == 0) {
            throw new IllegalStateException("grown by " + grown + " bytes over " + answers.sum() + " answers");
        }
        System.out.println("end");
    }

    private void askFor(int seconds) throws Exception {
        isOver = false;
        List<Thread> clients = start();
        TimeUnit.SECONDS.sleep(seconds);
        end(clients);
    }

    private List<Thread> start() throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            HealthyClient client = HealthyClient.of(library, port);
            Thread thread = new Thread(() -> askOn(client), "client-" + i);
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    private void askOn(HealthyClient client) {
        try (client) {
            while (!isOver) {
                client.ask();
                answers.increment();
            }
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }

    private void end(List<Thread> clients) throws Exception {
        isOver = true;
        for (Thread client : clients) {
            client.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    /** What is left when nobody asks and nothing is garbage. */
    private static long usedBytes() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
