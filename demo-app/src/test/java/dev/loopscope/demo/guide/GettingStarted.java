// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.guide;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.AwaitTimeoutException;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.Server;
import dev.loopscope.loop.Task;
import dev.loopscope.loop.stream.StreamConnection;
import dev.loopscope.loop.stream.StreamReader;
import dev.loopscope.loop.stream.StreamWriter;
import dev.loopscope.loop.stream.Streams;
import java.time.Duration;

/** The code of docs/getting-started.md: what stands between two marks stands there, too. */
final class GettingStarted {
    private GettingStarted() {}

    // [greet]
    static Coroutine<String> greet(String name) {
        return Coroutine.of(() -> {
            Async.sleep(Duration.ofMillis(100)).await();
            return "hello " + name;
        });
    }
    // [greet]

    static void first() {
        // [first]
        System.out.println(EventLoop.run(greet("Ann")));
        // [first]
    }

    // [together]
    static Coroutine<Void> together() {
        return Coroutine.ofVoid(() -> {
            Task<String> ann = Async.createTask(greet("Ann"));
            Task<String> bob = Async.createTask(greet("Bob"));
            System.out.println(ann.await() + ", " + bob.await());
        });
    }
    // [together]

    // [server]
    static void serve(StreamReader reader, StreamWriter writer) {
        for (String name = line(reader); name != null; name = line(reader)) {
            writer.write(greet(name).await() + "\n", UTF_8);
            writer.drain().await();
        }
    }

    static String line(StreamReader reader) {
        return reader.readTextLine(UTF_8).await();
    }
    // [server]

    // [client]
    static Coroutine<String> ask(int port, String name) {
        return Coroutine.of(() -> {
            try (StreamConnection server =
                    Streams.openConnection("127.0.0.1", port).await()) {
                server.writer().write(name + "\n", UTF_8);
                return line(server.reader());
            }
        });
    }
    // [client]

    // [main]
    static Coroutine<Void> askEverybody() {
        return Coroutine.ofVoid(() -> {
            try (Server server =
                    Streams.startServer(GettingStarted::serve, "127.0.0.1", 0).await()) {
                int port = server.addresses().get(0).getPort();
                System.out.println(Async.gather(ask(port, "Ann"), ask(port, "Bob"), ask(port, "Cid"))
                        .await());
            }
        });
    }
    // [main]

    // [timeout]
    static Coroutine<String> askInTime(int port, String name) {
        return Coroutine.of(() -> {
            try {
                return Async.waitFor(ask(port, name), Duration.ofMillis(20)).await();
            } catch (AwaitTimeoutException e) {
                return "no answer for " + name;
            }
        });
    }
    // [timeout]

    static Coroutine<Void> askTooEarly() {
        return Coroutine.ofVoid(() -> {
            try (Server server =
                    Streams.startServer(GettingStarted::serve, "127.0.0.1", 0).await()) {
                System.out.println(
                        askInTime(server.addresses().get(0).getPort(), "Ann").await());
            }
        });
    }

    // [executor]
    static Coroutine<String> greetFromFile() {
        return Coroutine.of(
                () -> greet(Async.toThread(GettingStarted::readName).await()).await());
    }

    static String readName() throws InterruptedException {
        Thread.sleep(50); // Stands for a driver that blocks.
        return "Dan";
    }
    // [executor]

    // [thread]
    static void greetFromAThread(EventLoop loop) throws Exception {
        String greeting = loop.runCoroutineThreadSafe(greet("Eve")).get();
        System.out.println(greeting);
        loop.callSoonThreadSafe(loop::stop);
    }
    // [thread]

    static void thread() throws Exception {
        // [thread-main]
        try (EventLoop loop = EventLoop.open()) {
            loop.runInExecutor(() -> {
                greetFromAThread(loop);
                return null;
            });
            loop.runForever();
        }
        // [thread-main]
    }
}
