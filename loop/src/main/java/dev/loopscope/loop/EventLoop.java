// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks one after the other on one thread: those that are ready, those whose time has come, and those whose
 * channel is. Nothing here is thread-safe but what says so: a method marked "loop thread only" may be called on the
 * thread that runs the loop, or on any one thread while the loop does not run, and throws at every other thread.
 *
 * <p>Callbacks run in the order they were scheduled, each once and in the {@link Context} it was scheduled in; what a callback schedules runs in the next tick. An
 * exception that leaves a callback goes to the exception handler and the loop goes on, except for a {@link
 * VirtualMachineError} (a stack overflow not counted), which ends the run and is thrown out of it; the loop can then be
 * run again.
 *
 * <p>asyncio: {@code AbstractEventLoop}; each method follows the one of the same name there, by the rules of the newest
 * version. Differences: timers with equal deadlines run in the order of scheduling, and the thread check is always on.
 */
public final class EventLoop implements AutoCloseable, Executor {
    private static final AtomicInteger NEXT_NAME = new AtomicInteger();
    private static final int DEFAULT_BACKLOG = 100; // asyncio's

    final LoopThread thread = new LoopThread(this);
    final ExceptionReports reports = new ExceptionReports(this);
    final TimerQueue timers = new TimerQueue(System.nanoTime());
    final ReadyQueue ready = new ReadyQueue();
    final Vitals vitals = new Vitals(ready);
    final Tasks tasks = new Tasks();
    final EntryQueue entries;
    final Waker waker;
    final Readiness readiness;
    private final String name;
    final OpenResources resources;
    private final Cleaner.Cleanable collection;
    private final DefaultExecutor executor;
    final Relay relay;
    private final Ticker ticker;
    private @Nullable TaskEngine engine;
    private @Nullable TaskFactory taskFactory;
    private volatile boolean closed;

    private EventLoop(String name, @Nullable TaskEngine engine) {
        this.name = name;
        this.engine = engine;
        try {
            this.readiness = Readiness.open(ready);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the selector of " + name, e);
        }
        this.waker = readiness.waker();
        this.entries = new EntryQueue(waker, ready);
        this.executor = new DefaultExecutor(name);
        this.ticker = new Ticker(this);
        this.relay = new Relay(this, ticker);
        this.resources = new OpenResources(name);
        this.collection = Collected.watch(this, resources);
    }

    /**
     * A new loop named {@code loop-0}, {@code loop-1} and so on. Any thread. Whoever opens a loop closes it.
     *
     * @throws UncheckedIOException if the process has no file descriptors left
     */
    public static EventLoop open() {
        return open("loop-" + NEXT_NAME.getAndIncrement());
    }

    /**
     * A new loop with a name of the caller's. Any thread.
     *
     * @throws UncheckedIOException if the process has no file descriptors left
     */
    public static EventLoop open(String name) {
        return new EventLoop(Objects.requireNonNull(name, "name"), null);
    }

    static EventLoop open(String name, TaskEngine engine) {
        return new EventLoop(name, engine);
    }

    /**
     * Runs a coroutine on a loop of its own: what a main method does. Any thread that runs no loop. Tasks that are left
     * are cancelled and waited for, see {@link Runner#close()}.
     *
     * @return the result; what the coroutine throws is thrown as {@link LoopFuture#result()} does
     * @throws KeyboardInterruptError if Ctrl-C ended the main task, see {@link Runner#run}
     * @throws CancellationException if the main task was cancelled otherwise
     * @throws IllegalStateException inside a running loop
     */
    public static <T extends @Nullable Object> T run(Coroutine<T> main) {
        EventLoop running = currentOrNull();
        if (running != null) {
            throw new IllegalStateException("EventLoop.run() cannot be called from a running event loop: "
                    + running.name() + " runs in this thread; await the coroutine instead");
        }
        try (Runner runner = Runner.open()) {
            return runner.run(main);
        }
    }

    /**
     * The loop that runs in the calling thread.
     *
     * @throws IllegalStateException if none does
     */
    public static EventLoop current() {
        EventLoop loop = currentOrNull();
        if (loop == null) {
            throw new IllegalStateException(
                    "no running event loop in thread '"
                            + Thread.currentThread().getName() + "'; this must be called from a callback"
                            + " or a task of a loop; another thread has loop.callSoonThreadSafe and loop.runCoroutineThreadSafe");
        }
        return loop;
    }

    /** The loop that runs in the calling thread, or null. */
    public static @Nullable EventLoop currentOrNull() {
        return LoopThread.currentLoop();
    }

    /** The name it was opened with. Any thread. */
    public String name() {
        return name;
    }

    /** Whether some thread is inside {@link #runForever} or {@link #runUntilComplete}. Any thread. */
    public boolean isRunning() {
        return thread.get() != null && !closed;
    }

    /** Whether {@link #close()} was called. Any thread. */
    public boolean isClosed() {
        return closed;
    }

    /** The loop's clock, {@link System#nanoTime()}; only differences mean anything. Any thread. */
    @SuppressWarnings("MethodMayBeStatic") // a loop with a clock of its own is still a loop
    public long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Runs until {@link #stop()}. Any thread that runs no loop; that thread is the loop's until this returns. A loop
     * may be run any number of times. After a stop before the run, exactly one tick runs.
     *
     * @throws IllegalStateException if closed, if already running, or if another loop runs in this thread
     * @throws UncheckedIOException if the selector fails and so does its replacement
     */
    public void runForever() {
        thread.enter();
        try {
            run();
        } finally {
            thread.leave();
        }
    }

    /**
     * Runs until the future, or a task of the coroutine, is done, and gives its result or throws its failure as {@link LoopFuture#result()} does.
     * Same threads and refusals as {@link #runForever()}.
     *
     * @throws CancellationException if the future was cancelled
     * @throws IllegalArgumentException if the future is another loop's
     * @throws IllegalStateException also if the loop was stopped before the future was done
     */
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable) {
        if (awaitable instanceof Coroutine<T> coroutine) {
            return runUntilComplete(coroutine);
        }
        LoopFuture<T> future = (LoopFuture<T>) awaitable;
        if (future.getLoop() != this) {
            throw new IllegalArgumentException(
                    "The future belongs to a different loop: " + future.getLoop().name + ", not " + name);
        }
        thread.enter();
        try {
            // The flag is for a run that ends by an error when the callback is already scheduled: it must not stop the
            // next.
            boolean[] waiting = {true};
            Consumer<LoopFuture<T>> stop = done -> {
                if (waiting[0]) {
                    ticker.stop();
                }
            };
            future.addDoneCallback(stop);
            try {
                run();
            } finally {
                waiting[0] = false;
                future.removeDoneCallback(stop);
            }
        } finally {
            thread.leave();
        }
        if (!future.isDone()) {
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        try {
            return future.result();
        } catch (CancelledError e) {
            CancellationException translated = new CancellationException(e.getMessage());
            translated.initCause(e);
            throw translated;
        }
    }

    private <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) {
        thread.refuseUnlessFree();
        return runUntilComplete(createTask(coroutine));
    }

    /**
     * Ends the run when the current tick is done. What is scheduled meanwhile waits for the next run. Loop thread only;
     * from elsewhere {@code loop.callSoonThreadSafe(loop::stop)}. Allowed after close; calling again is harmless.
     */
    public void stop() {
        check("EventLoop.stop", "EventLoop.callSoonThreadSafe(loop::stop)");
        ticker.stop();
    }

    /**
     * Drops what is scheduled, ends tasks that are not done and reports each of them (their code gets a
     * {@link CancelledError} where it awaits, and again wherever it awaits after that), refuses new work, shuts the default executor down without waiting for it, and closes the
     * selector. Transports and servers that are still open are closed and named in the log. Any thread, while the loop
     * does not run; calling again is harmless.
     *
     * @throws IllegalStateException while it runs
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (!thread.claim()) {
            throw new IllegalStateException("Cannot close a running event loop: stop " + name + " first");
        }
        try {
            closed = true;
            thread.register(); // What is unwound below still knows where it is.
            resources.loopClosed();
            collection.clean();
            timers.clear();
            entries.moveAllToReady();
            ready.clear(reports);
            tasks.abandon(reports);
            executor.shutDown();
            readiness.close();
        } finally {
            thread.leave();
        }
    }

    /**
     * Schedules a callback for the next tick. Loop thread only; from elsewhere {@link #callSoonThreadSafe}.
     *
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public Handle callSoon(Runnable callback) {
        return callSoon(callback, Context.current());
    }

    /** As {@link #callSoon(Runnable)}, in the given context instead of a copy of the caller's. */
    public Handle callSoon(Runnable callback, Context context) {
        check("EventLoop.callSoon", "EventLoop.callSoonThreadSafe");
        return enqueue(new Handle(this, Objects.requireNonNull(callback, "callback"), context));
    }

    /**
     * Schedules a callback for later: never early, late by what else there is to do and by the millisecond the
     * operating system rounds to. Zero and negative delays mean the next tick. Loop thread only.
     *
     * @param delay cut to 146 years
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callLater(delay, callback, Context.current());
    }

    /** As {@link #callLater(Duration, Runnable)}, in the given context instead of a copy of the caller's. */
    public TimerHandle callLater(Duration delay, Runnable callback, Context context) {
        check("EventLoop.callLater", "EventLoop.callSoonThreadSafe(() -> loop.callLater(...))");
        return schedule(nanoTime() + Time.nanos(delay), callback, context);
    }

    /**
     * Schedules a callback for a time of {@link #nanoTime()}; one that has passed means the next tick. Equal times run
     * in the order of scheduling. Loop thread only.
     *
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public TimerHandle callAt(long nanoTime, Runnable callback) {
        return callAt(nanoTime, callback, Context.current());
    }

    /** As {@link #callAt(long, Runnable)}, in the given context instead of a copy of the caller's. */
    public TimerHandle callAt(long nanoTime, Runnable callback, Context context) {
        check("EventLoop.callAt", "EventLoop.callSoonThreadSafe(() -> loop.callAt(...))");
        return schedule(nanoTime, callback, context);
    }

    /**
     * Schedules a callback for the next tick and wakes the loop if it sleeps. Any thread. Callbacks of one thread keep
     * their order. One that is posted while the loop is being closed is dropped or refused.
     *
     * @return the handle, which only the loop thread may cancel while the loop runs
     * @throws IllegalStateException if closed
     */
    public Handle callSoonThreadSafe(Runnable callback) {
        return callSoonThreadSafe(callback, Context.current());
    }

    /** As {@link #callSoonThreadSafe(Runnable)}, in the given context instead of a copy of the caller's. */
    public Handle callSoonThreadSafe(Runnable callback, Context context) {
        refuseIfClosed();
        return post(new Handle(this, Objects.requireNonNull(callback, "callback"), context));
    }

    /**
     * {@link #callSoonThreadSafe} for code that knows an {@link Executor}. Any thread.
     *
     * @throws RejectedExecutionException if closed
     */
    @Override
    public void execute(Runnable command) {
        Handle handle = new Handle(this, Objects.requireNonNull(command, "command"));
        if (!postUnlessClosed(handle)) {
            throw new RejectedExecutionException("Event loop is closed: " + name);
        }
    }

    /** A pending future of this loop. Any thread; the future itself is the loop thread's. */
    public <T extends @Nullable Object> LoopFuture<T> createFuture() {
        return new LoopFuture<>(this);
    }

    /**
     * A future of this loop for a stage that completes in any thread. Loop thread only. Cancelling the future cancels the
     * stage's {@link CompletionStage#toCompletableFuture()}, and a cancelled stage the future. A stage that completes
     * after the loop was closed is nobody's business any more.
     *
     * <p>asyncio: {@code wrap_future}.
     *
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public <T extends @Nullable Object> LoopFuture<T> wrapFuture(CompletionStage<? extends T> stage) {
        check("EventLoop.wrapFuture", "EventLoop.callSoonThreadSafe(() -> loop.wrapFuture(...))");
        refuseIfClosed();
        return FutureBridge.wrap(this, Objects.requireNonNull(stage, "stage"));
    }

    /**
     * Starts a coroutine as a task of its own, which first runs in the next tick. Loop thread only; from elsewhere
     * {@link #runCoroutineThreadSafe}.
     *
     * @throws IllegalStateException if the coroutine was started before; if closed; on a foreign thread
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.none());
    }

    /** {@link #createTask(Coroutine)} with a name of the caller's. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return createTask(coroutine, TaskOptions.none().withName(Objects.requireNonNull(name, "name")));
    }

    /**
     * {@link #createTask(Coroutine)} with a name, a context, or at once.
     *
     * @throws IllegalStateException also if the loop's task factory has made no task of this loop
     */
    @SuppressWarnings("ReferenceEquality") // a loop is itself
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        check("EventLoop.createTask", "EventLoop.runCoroutineThreadSafe");
        Objects.requireNonNull(coroutine, "coroutine");
        TaskFactory factory = taskFactory;
        if (factory == null) {
            return Task.start(this, coroutine, options);
        }
        Task<T> made = factory.createTask(this, coroutine, options);
        if (made == null || made.getLoop() != this) {
            throw new IllegalStateException(
                    "the task factory of " + name + ", a " + Describe.type(factory) + ", made no task of it: " + made);
        }
        return made;
    }

    /**
     * Has all tasks made by a factory from now on; null brings the usual way back. Loop thread only.
     *
     * @throws IllegalStateException on a foreign thread while the loop runs
     */
    public void setTaskFactory(@Nullable TaskFactory factory) {
        check("EventLoop.setTaskFactory", "EventLoop.callSoonThreadSafe(() -> loop.setTaskFactory(...))");
        taskFactory = factory;
    }

    /** The factory of this loop's tasks, null for the usual way. Any thread; exact on the loop thread. */
    public @Nullable TaskFactory getTaskFactory() {
        return taskFactory;
    }

    /**
     * Starts a coroutine as a task of its own and runs it at once, up to where it first has to wait: often to its end.
     * While the loop does not run, it begins in the next tick. Loop thread only.
     *
     * @throws IllegalStateException as {@link #createTask(Coroutine)}; inside a synchronized block of a task, on a JDK
     *     that cannot leave one
     */
    public <T extends @Nullable Object> Task<T> createEagerTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.none().eagerly());
    }

    /** {@link #createEagerTask(Coroutine)} with a name of the caller's. */
    public <T extends @Nullable Object> Task<T> createEagerTask(Coroutine<T> coroutine, String name) {
        return createTask(
                coroutine,
                TaskOptions.none()
                        .withName(Objects.requireNonNull(name, "name"))
                        .eagerly());
    }

    /** The tasks that are not done, in the order of their making. Any thread. */
    public List<Task<?>> allTasks() {
        return tasks.all();
    }

    /**
     * Starts a coroutine as a task of this loop, for code of other threads. Any thread. Cancelling either cancels the
     * other; so does closing the loop before the task is done. Waiting for it in the loop's own thread would never end and is
     * refused: {@code get} and {@code join} throw an {@link IllegalStateException} there, and where two loops would wait for
     * each other.
     *
     * @throws IllegalStateException if closed
     */
    public <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadSafe(Coroutine<T> coroutine) {
        refuseIfClosed();
        return FutureBridge.ofTask(this, Objects.requireNonNull(coroutine, "coroutine"));
    }

    /**
     * Runs a blocking call in the default executor, a pool of at most {@code processors + 4} threads named {@code
     * loop-0-executor-1}, in a copy of the caller's {@link Context}. Loop thread only. Cancelling the future keeps a call that has not begun from running, and
     * never interrupts one that has.
     *
     * @throws IllegalStateException if closed, if the executor was shut down, or on a foreign thread while the loop
     *     runs
     */
    public <T extends @Nullable Object> LoopFuture<T> runInExecutor(Callable<? extends T> work) {
        check("EventLoop.runInExecutor", "EventLoop.callSoonThreadSafe(() -> loop.runInExecutor(...))");
        refuseIfClosed();
        return ExecutorCall.submit(this, executor.get(), work);
    }

    /**
     * Runs a blocking call in an executor of the caller's, in a copy of the caller's {@link Context}. Loop thread only.
     *
     * @throws RejectedExecutionException if the executor refuses
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public <T extends @Nullable Object> LoopFuture<T> runInExecutor(Executor executor, Callable<? extends T> work) {
        check("EventLoop.runInExecutor", "EventLoop.callSoonThreadSafe(() -> loop.runInExecutor(...))");
        refuseIfClosed();
        return ExecutorCall.submit(this, executor, work);
    }

    /**
     * Shuts the default executor down and waits, without blocking the loop, until its threads have ended. Loop thread
     * only. When the timeout is over first, the future is done as well and the log says so.
     *
     * @throws IllegalStateException on a foreign thread while the loop runs
     */
    public LoopFuture<@Nullable Void> shutdownDefaultExecutor(Duration timeout) {
        check("EventLoop.shutdownDefaultExecutor", "EventLoop.callSoonThreadSafe(...)");
        LoopFuture<@Nullable Void> done = new LoopFuture<>(this);
        executor.shutDown(timeout, done);
        return done;
    }

    /** Has failures that nobody can catch go to a handler from now on; null brings the default back. Any thread. */
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        reports.setHandler(handler);
    }

    /**
     * Reports through the exception handler, the default one if none is set. Loop thread, or any while it does not run.
     */
    public void callExceptionHandler(ExceptionContext context) {
        check("EventLoop.callExceptionHandler", "EventLoop.callSoonThreadSafe(() -> loop.callExceptionHandler(...))");
        reports.handedIn(context);
    }

    /**
     * Logs a report to {@code loopscope} at ERROR, in asyncio's form. Any thread; for handlers that also want the log.
     */
    public void defaultExceptionHandler(ExceptionContext context) {
        reports.log(context);
    }

    /**
     * Calls back on every tick in which the channel can be read from, or accepts a connection. Replaces the reader it
     * had. Loop thread only.
     *
     * @throws IllegalArgumentException if the channel is in blocking mode or can neither read nor accept
     * @throws IllegalStateException if the channel is a transport's or closed; if the loop is closed; on a foreign
     *     thread
     */
    public void addReader(SelectableChannel channel, Runnable callback) {
        check("EventLoop.addReader", "EventLoop.callSoonThreadSafe(() -> loop.addReader(...))");
        refuseIfClosed();
        Watching.addReader(this, channel, callback);
    }

    /**
     * Calls back on every tick in which the channel can be written to, or its connection attempt has ended. Replaces
     * the writer it had. Loop thread only.
     *
     * @throws IllegalArgumentException if the channel is in blocking mode or cannot write
     * @throws IllegalStateException if the channel is a transport's or closed; if the loop is closed; on a foreign
     *     thread
     */
    public void addWriter(SelectableChannel channel, Runnable callback) {
        check("EventLoop.addWriter", "EventLoop.callSoonThreadSafe(() -> loop.addWriter(...))");
        refuseIfClosed();
        Watching.addWriter(this, channel, callback);
    }

    /** Takes the reader off a channel. Loop thread only. Returns false if there was none. */
    public boolean removeReader(SelectableChannel channel) {
        check("EventLoop.removeReader", "EventLoop.callSoonThreadSafe(() -> loop.removeReader(...))");
        return !closed && Watching.removeReader(this, channel);
    }

    /** Takes the writer off a channel. Loop thread only. Returns false if there was none. */
    public boolean removeWriter(SelectableChannel channel) {
        check("EventLoop.removeWriter", "EventLoop.callSoonThreadSafe(() -> loop.removeWriter(...))");
        return !closed && Watching.removeWriter(this, channel);
    }

    /**
     * Looks a host name up in the default executor; a numeric address is answered at once. Loop thread only. The future
     * fails with {@link java.net.UnknownHostException}.
     *
     * @throws IllegalArgumentException if the port is out of range
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public LoopFuture<List<InetSocketAddress>> resolve(String host, int port) {
        check("EventLoop.resolve", "EventLoop.callSoonThreadSafe(() -> loop.resolve(...))");
        refuseIfClosed();
        return Resolver.resolve(this, host, port);
    }

    /**
     * Listens on all addresses of a host and serves at once, with room for 100 connections that wait to be accepted.
     * Loop thread only. The future fails with {@link java.net.BindException}, which names the address, or {@link
     * java.net.UnknownHostException}; nothing stays bound then.
     *
     * @param factory makes a protocol for each connection, on the loop thread
     * @param host {@code 127.0.0.1} or {@code localhost} for this machine alone, {@code 0.0.0.0} for everybody
     * @param port 0 for any free one, see {@link Server#addresses()}
     * @throws IllegalArgumentException if the port is out of range
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public LoopFuture<Server> createServer(Supplier<? extends Protocol> factory, String host, int port) {
        return createServer(factory, host, port, DEFAULT_BACKLOG, true);
    }

    /**
     * As {@link #createServer(Supplier, String, int)}.
     *
     * @param backlog how many connections may wait to be accepted, and how many are accepted in one go; positive
     * @param startServing false to listen, but accept nothing before {@link Server#startServing()}
     */
    public LoopFuture<Server> createServer(
            Supplier<? extends Protocol> factory, String host, int port, int backlog, boolean startServing) {
        check("EventLoop.createServer", "EventLoop.callSoonThreadSafe(() -> loop.createServer(...))");
        refuseIfClosed();
        if (backlog <= 0) {
            throw new IllegalArgumentException("backlog must be positive: " + backlog);
        }
        return ServerStart.start(this, Objects.requireNonNull(factory, "factory"), host, port, backlog, startServing);
    }

    /**
     * Connects to a host, trying its addresses one after the other. Loop thread only. The future is done after
     * {@link Protocol#connectionMade}; it fails with {@link java.net.ConnectException}, which names the addresses, or
     * {@link java.net.UnknownHostException}. Cancelling it closes the attempt.
     *
     * @param factory makes the protocol once the connection is there, on the loop thread
     * @throws IllegalArgumentException if the port is out of range
     * @throws IllegalStateException if closed, or on a foreign thread while the loop runs
     */
    public <P extends Protocol> LoopFuture<Connection<P>> createConnection(
            Supplier<? extends P> factory, String host, int port) {
        check("EventLoop.createConnection", "EventLoop.callSoonThreadSafe(() -> loop.createConnection(...))");
        refuseIfClosed();
        return Connector.connect(this, Objects.requireNonNull(factory, "factory"), host, port);
    }

    /** For logs, {@code <EventLoop loop-0 running>}. Any thread. */
    @Override
    public String toString() {
        String state = closed ? "closed" : isRunning() ? "running" : "idle";
        return "<EventLoop " + name + " " + state + ">";
    }

    void check(String operation, String alternative) {
        thread.check(operation, alternative);
    }

    /** Chosen with the first task: a loop of callbacks alone need not wait for the try-out. */
    TaskEngine engine() {
        TaskEngine known = engine;
        if (known == null) {
            known = TaskEngines.chosen();
            engine = known;
        }
        return known;
    }

    boolean isCurrent() {
        return thread.isCurrent();
    }

    /** Loop thread: what runs now, in a task its step; null between callbacks. */
    @Nullable
    Handle runningHandle() {
        Task<?> task = tasks.current();
        return task == null ? vitals.current() : task.handle();
    }

    /** Loop thread: into the next tick. */
    <H extends Handle> H enqueue(H handle) {
        refuseIfClosed();
        ready.add(handle);
        return handle;
    }

    /** Any thread; false if the loop is closed. */
    boolean postUnlessClosed(Handle handle) {
        if (closed) {
            return false;
        }
        post(handle);
        return true;
    }

    /** Any thread: on the loop if it runs, else here and now and to the log. */
    void reportFromOutside(ExceptionContext context) {
        if (!isRunning() || !postUnlessClosed(new ReportHandle(this, context))) {
            reports.log(context);
        }
    }

    void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("Event loop is closed: " + name);
        }
    }

    private void run() {
        Boundary.loopEntered(this, name);
        try {
            ticker.run();
        } finally {
            Boundary.loopExited(this);
        }
    }

    private TimerHandle schedule(long when, Runnable callback, Context context) {
        refuseIfClosed();
        TimerHandle handle = new TimerHandle(this, Objects.requireNonNull(callback, "callback"), context, when);
        timers.add(handle);
        return handle;
    }

    private Handle post(Handle handle) {
        if (thread.isCurrent()) {
            ready.add(handle); // Already awake, and in order with what it schedules by callSoon.
        } else {
            entries.post(handle);
        }
        return handle;
    }
}
