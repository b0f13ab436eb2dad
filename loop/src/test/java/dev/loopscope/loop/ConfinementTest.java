// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfinementTest {
    private final EventLoop loop = EventLoop.open("confined");

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private Map<String, ThrowingCallable> calls(Transport transport, Server server) throws IOException {
        Handle handle = loop.callSoon(() -> {});
        TimerHandle timer = loop.callLater(Duration.ofHours(1), () -> {});
        LoopFuture<String> future = loop.createFuture();
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("EventLoop.callSoon", () -> loop.callSoon(() -> {}));
        calls.put("EventLoop.callLater", () -> loop.callLater(Duration.ZERO, () -> {}));
        calls.put("EventLoop.callAt", () -> loop.callAt(0, () -> {}));
        calls.put("EventLoop.createTask", () -> loop.createTask(Coroutine.of(() -> "x")));
        calls.put("EventLoop.createTask ", () -> loop.createEagerTask(Coroutine.of(() -> "x")));
        calls.put("EventLoop.setTaskFactory", () -> loop.setTaskFactory(null));
        calls.put("EventLoop.stop", loop::stop);
        calls.put("EventLoop.addReader", () -> loop.addReader(pipe.source(), () -> {}));
        calls.put("EventLoop.removeReader", () -> loop.removeReader(pipe.source()));
        calls.put("EventLoop.addWriter", () -> loop.addWriter(pipe.sink(), () -> {}));
        calls.put("EventLoop.removeWriter", () -> loop.removeWriter(pipe.sink()));
        calls.put("EventLoop.runInExecutor", () -> loop.runInExecutor(() -> ""));
        calls.put("EventLoop.shutdownDefaultExecutor", () -> loop.shutdownDefaultExecutor(Duration.ZERO));
        calls.put("EventLoop.callExceptionHandler", () -> loop.callExceptionHandler(ExceptionContext.of("x")));
        calls.put("EventLoop.resolve", () -> loop.resolve("127.0.0.1", 1));
        calls.put("EventLoop.createServer", () -> loop.createServer(() -> new Recorder(loop), "127.0.0.1", 0));
        calls.put("EventLoop.createConnection", () -> loop.createConnection(() -> new Recorder(loop), "127.0.0.1", 1));
        calls.put("Task.start", () -> Task.start(loop, Coroutine.of(() -> "x"), TaskOptions.none()));
        calls.put("Handle.cancel", handle::cancel);
        calls.put("Handle.cancel ", timer::cancel);
        calls.put("LoopFuture.setResult", () -> future.setResult("x"));
        calls.put("LoopFuture.setException", () -> future.setException(new IOException("x")));
        calls.put("LoopFuture.cancel", future::cancel);
        calls.put("LoopFuture.addDoneCallback", () -> future.addDoneCallback(done -> {}));
        calls.put("LoopFuture.addDoneCallback ", future::toCompletableFuture);
        calls.put("LoopFuture.removeDoneCallback", () -> future.removeDoneCallback(done -> {}));
        calls.put("Transport.write", () -> transport.write(ByteBuffer.allocate(1)));
        calls.put("Transport.write ", () -> transport.write(new byte[1]));
        calls.put("Transport.writeEof", transport::writeEof);
        calls.put("Transport.close", transport::close);
        calls.put("Transport.abort", transport::abort);
        calls.put("Transport.pauseReading", transport::pauseReading);
        calls.put("Transport.resumeReading", transport::resumeReading);
        calls.put("Transport.setWriteBufferLimits", () -> transport.setWriteBufferLimits(1, 1));
        calls.put("Transport.setProtocol", () -> transport.setProtocol(new Recorder(loop)));
        calls.put("Server.close", server::close);
        calls.put("Server.startServing", server::startServing);
        calls.put("Server.closeClients", server::closeClients);
        calls.put("Server.abortClients", server::abortClients);
        calls.put("Server.closed", server::closed);
        return calls;
    }

    @Test
    @DeliberateMistake("calls from a wrong thread")
    void everyLoopOnlyMethodRefusesAForeignThreadAndNamesBoth() throws Exception {
        Server server = Loops.run(loop, loop.createServer(() -> new Recorder(loop), "127.0.0.1", 0));
        Transport transport = Loops.run(
                        loop,
                        loop.createConnection(
                                () -> new Recorder(loop),
                                "127.0.0.1",
                                server.addresses().get(0).getPort()))
                .transport();
        Map<String, ThrowingCallable> calls = calls(transport, server);
        String foreign = Thread.currentThread().getName();
        Loops.whileRunning(loop, () -> {
            calls.forEach((operation, call) -> assertThat(catchThrowable(call))
                    .as(operation)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Non-thread-safe operation: " + operation.strip()
                            + " was called from thread '" + foreign
                            + "', but confined runs in thread 'the-loop-thread'; use EventLoop.")
                    .hasMessageMatching(".*; use EventLoop\\.(callSoon|runCoroutine)ThreadSafe.*"));
            return calls;
        });
        assertThat(calls).hasSize(40);
        server.close();
        transport.close();
        Loops.tick(loop, 5);
        server.closeClients();
        Loops.tick(loop, 5);
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    @Test
    void aLoopThatDoesNotRunIsAnybodysToSetUp() throws Exception {
        LoopFuture<String> future = loop.createFuture();
        Thread thread = new Thread(() -> {
            loop.callSoon(() -> future.setResult("x"));
            future.addDoneCallback(done -> loop.stop());
        });
        thread.start();
        thread.join();
        loop.runForever();
        assertThat(future.result()).isEqualTo("x");
    }
}
