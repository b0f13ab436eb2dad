// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that runs by itself, beside the other tasks and callbacks of its loop, and the future of its result. Made
 * by {@link EventLoop#createTask(Coroutine)}. Its code gives the loop back only where it awaits; in between nothing else
 * of the loop runs, and what blocks it blocks the loop. It runs in a thread of its own, one that runs only while the
 * loop waits for it, so thread locals and held locks are the task's. The loop keeps a started task until it is done.
 *
 * <p>What the coroutine throws is the task's exception, reported if nobody ever asks for it, as with every
 * {@link LoopFuture}.
 *
 * <p>asyncio: {@code tasks.Task}; each method follows the one of the same name there.
 *
 * @param <T> the result
 */
public final class Task<T extends @Nullable Object> extends LoopFuture<T> {
    private static final AtomicLong NEXT_NAME = new AtomicLong();
    /** Awaits of an abandoned task's cleanup before it is left where it is. */
    private static final int MAX_LAST_AWAITS = 100;

    private final Coroutine<T> coroutine;
    private final Callable<? extends T> body;
    private final TaskHandle handle;
    private volatile String name;
    // loop thread only, read racily by toString
    private @Nullable Strand strand;
    private @Nullable LoopFuture<?> waitingFor;
    private boolean running;
    private int cancelRequests;
    /** Its code was told, and has not dealt with it: what who watches that wants to be given. */
    private @Nullable Object cancellation;

    /** Time limits that it is in. */
    private int limits;

    private boolean mayReturn;
    private boolean mustCancel;
    private @Nullable String cancelMessage;
    private int lastAwaits;
    /** Wake-ups on their way to an await that was refused. */
    private int stepsToIgnore;
    /** Why the await is over although nothing it waited for is done. */
    private @Nullable AwaitEnd end;

    private @Nullable Throwable fatal;
    // kept by Tasks
    @Nullable
    Task<?> previous;

    @Nullable
    Task<?> next;

    private Task(EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        super(loop);
        this.coroutine = coroutine;
        this.body = coroutine.start();
        this.name = options.name() == null ? "Task-" + NEXT_NAME.incrementAndGet() : options.name();
        this.handle = new TaskHandle(this, options.context() == null ? Context.current() : options.context());
        loop.engine(); // Chosen here, not in the midst of the first step.
    }

    /**
     * Makes a task without asking the loop's {@link TaskFactory}, for factories to call; everybody else calls
     * {@link EventLoop#createTask(Coroutine)}. Loop thread only.
     *
     * @throws IllegalStateException if the coroutine was started before; if closed; on a foreign thread
     */
    public static <T extends @Nullable Object> Task<T> start(
            EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        loop.check("Task.start", "EventLoop.runCoroutineThreadSafe");
        loop.refuseIfClosed();
        if (options.isEager() && loop.isCurrent()) {
            return startNow(loop, coroutine, options);
        }
        Task<T> task = new Task<>(loop, coroutine, options);
        loop.tasks.add(task);
        loop.enqueue(task.handle);
        return task;
    }

    /** {@link #start} with {@link TaskOptions#eagerly()}: as the task factory of a loop, it makes all tasks eager. */
    public static <T extends @Nullable Object> Task<T> startEagerly(
            EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        return start(loop, coroutine, options.eagerly());
    }

    private static <T extends @Nullable Object> Task<T> startNow(
            EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        Task<T> task = new Task<>(loop, coroutine, options);
        Task<?> starter = loop.tasks.current();
        if (starter == null || starter.strand == null) {
            task.step();
        } else {
            starter.startAside(task);
        }
        if (!task.isDone()) {
            loop.tasks.add(task);
        }
        return task;
    }

    /**
     * The task whose code is running.
     *
     * @throws IllegalStateException outside a task
     */
    public static Task<?> current() {
        return requireCurrent("Task.current");
    }

    /** The task whose code is running, null in a plain callback and outside a loop. Any thread. */
    public static @Nullable Task<?> currentOrNull() {
        EventLoop loop = EventLoop.currentOrNull();
        return loop == null ? null : loop.tasks.current();
    }

    /** The name it was given, {@code Task-1} and so on by default. Any thread. */
    public String getName() {
        return name;
    }

    /** Gives it another name. Any thread. */
    public void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** The coroutine it runs. Any thread. */
    public Coroutine<T> getCoroutine() {
        return coroutine;
    }

    /** The values of context variables as its code sees them now, or saw them in the end. Any thread; exact on the loop's. */
    public Context getContext() {
        return handle.getContext();
    }

    /**
     * What it waits for, null if it does not wait, or just lets the others go first. Exact on the loop thread; any other
     * thread sees a recent state.
     */
    public @Nullable LoopFuture<?> awaits() {
        return waitingFor;
    }

    /** {@link #getStack(int)} without a limit. */
    public List<StackTraceElement> getStack() {
        return getStack(Integer.MAX_VALUE);
    }

    /**
     * Where its code is, innermost frame first, without the frames that suspend and run it: where it awaits; where it runs
     * or blocks; where the exception it failed with was thrown, which this does not retrieve. Empty before it has begun,
     * and once it has returned or was cancelled. Any thread; exact for a task that waits, and in the task itself.
     *
     * @param limit so many of the innermost frames
     * @throws IllegalArgumentException if negative
     */
    public List<StackTraceElement> getStack(int limit) {
        return TaskStack.of(this, strand, limit).frames();
    }

    /** Prints {@link #getStack(int)} under a line that names the task. Any thread. */
    public void printStack(int limit, PrintStream out) {
        TaskStack.of(this, strand, limit).print(out);
    }

    @Override
    @Nullable
    Needs needs() {
        LoopFuture<?> awaited = waitingFor;
        return awaited == null || isLimited() ? null : new Needs("", List.of(awaited), ReturnWhen.ALL_COMPLETED);
    }

    void limitBegun() {
        limits++;
    }

    void limitEnded() {
        limits--;
    }

    /** Whether it awaits with a limit, after which it goes on whatever has become of the rest. */
    boolean isLimited() {
        return limits > 0;
    }

    /** Its next step, which is the place of its context. */
    TaskHandle handle() {
        return handle;
    }

    /**
     * Requests that the task be cancelled: a {@link CancelledError} is thrown at the line where it awaits, or will next
     * await. What it waits for is cancelled first, through any number of tasks that wait for each other. The task may
     * still catch it and go on; {@link #isCancelled()} is true only after it has let it out. A task that has not begun
     * never will. Loop thread only.
     *
     * @param message travels into the error
     * @return false if it was done before
     */
    @Override
    public boolean cancel(@Nullable String message) {
        getLoop().check("Task.cancel", "EventLoop.callSoonThreadSafe(task::cancel)");
        if (isDone()) {
            return false;
        }
        // Down the chain without recursion; the second pointer, half as fast, is met again only in a circle.
        Task<?> task = this;
        Task<?> slow = this;
        for (boolean move = false; ; move = !move) {
            task.cancelRequests++;
            LoopFuture<?> awaited = task.waitingFor;
            if (!(awaited instanceof Task<?> inner) || inner.isDone()) {
                task.cancelHere(awaited, message);
                return true;
            }
            task = inner;
            if (move && slow.waitingFor instanceof Task<?> following) {
                slow = following;
            }
            if (task == slow) {
                task.breakFree();
                task.cancelHere(null, message);
                return true;
            }
        }
    }

    private void cancelHere(@Nullable LoopFuture<?> awaited, @Nullable String message) {
        if (awaited instanceof Gathering<?, ?> gathering && gathering.isCancelling()) {
            breakFree();
            cancelHere(null, message);
            return;
        }
        if (awaited == null || !awaited.cancel(message)) {
            mustCancel = true;
            cancelMessage = message;
        }
    }

    /** Out of a circle of tasks that nothing else could end. */
    private void breakFree() {
        LoopFuture<?> awaited = waitingFor;
        if (awaited != null) {
            awaited.remove(handle);
            waitingFor = null;
            getLoop().enqueue(handle);
        }
    }

    /**
     * Takes one {@link #cancel} request back, for code that has dealt with it. When none is left, a cancellation that
     * has not been thrown yet never will be. Loop thread only.
     *
     * @return how many requests are left, never less than 0
     */
    public int uncancel() {
        getLoop().check("Task.uncancel", "EventLoop.callSoonThreadSafe(task::uncancel)");
        cancellation = null; // Whoever says so once has dealt with all there was.
        return takeBack();
    }

    /** {@link #uncancel()} by who has requested it: of a request of somebody else's it says nothing. */
    int takeBack() {
        if (cancelRequests > 0 && --cancelRequests == 0) {
            mustCancel = false;
            cancellation = null;
        }
        return cancelRequests;
    }

    /** {@link #cancel()} by somebody to whom its end is all the same, however it comes. */
    boolean cancelAsking() {
        mayReturn = true;
        return cancel();
    }

    /** How many {@link #cancel} requests were made and not taken back. Any thread; exact on the loop's. */
    public int cancelling() {
        return cancelRequests;
    }

    /** Refused: a task's result is its coroutine's. */
    @Override
    public void setResult(@Nullable T result) {
        throw new IllegalStateException(
                "Task does not support setResult: the result of " + this + " is what its coroutine returns");
    }

    /** Refused: a task's exception is its coroutine's. */
    @Override
    public void setException(Throwable exception) {
        throw new IllegalStateException("Task does not support setException: the exception of " + this
                + " is what its coroutine throws; use cancel() to stop it");
    }

    /**
     * For logs, in asyncio's form: {@code <Task pending name='Task-1' coro=<com.acme.Orders lambda running at
     * Orders.java:30> wait_for=<LoopFuture pending> created at Main.java:12>}. Any thread. Never the user's objects.
     */
    @Override
    public String toString() {
        boolean done = isDone();
        StringBuilder text = new StringBuilder("<Task ")
                .append(!done && cancelRequests > 0 ? "cancelling" : state())
                .append(" name='")
                .append(name)
                .append("' coro=<")
                .append(coroutine.target())
                .append(done ? " done" : Origin.place(" running at ", userStack()))
                .append('>');
        LoopFuture<?> awaited = waitingFor;
        if (!done && awaited != null) {
            text.append(" wait_for=").append(awaited instanceof Task<?> task ? task.brief() : awaited.toString());
        }
        return text.append(Origin.suffix(origin())).append('>').toString();
    }

    private String brief() {
        return "<Task " + state() + " name='" + name + "'>";
    }

    /** The stack of a suspended task; a running one's is not looked at. */
    StackTraceElement[] userStack() {
        Strand strand = this.strand;
        return strand == null || running ? new StackTraceElement[0] : strand.stack();
    }

    /** The loop, in the thread that runs its code: from the start or the last await to the next one or the end. */
    void step() {
        if (stepsToIgnore > 0) {
            stepsToIgnore--;
        } else {
            goOn();
        }
    }

    private void goOn() {
        Strand strand = this.strand;
        if (strand == null && mustCancel) {
            settleCancelled(cancelMessage);
            getLoop().tasks.remove(this);
            return;
        }
        Tasks tasks = getLoop().tasks;
        Task<?> before = stepBegun();
        Task<?> last = null;
        try {
            if (strand == null) {
                strand = getLoop().engine().strand(getLoop(), name, this::runBody);
                this.strand = strand;
            }
            strand.resume();
        } catch (IllegalStateException noThread) {
            fail(noThread);
        } finally {
            // Tasks may have resumed each other since.
            last = tasks.current();
            if (last != null && last.running && last != before) {
                last.stepEnded(before);
            }
        }
        if (last != null && last.fatal != null) {
            last.markRetrieved();
            Fatal.rethrow(last.fatal);
        }
    }

    /** Returns whom it interrupts. */
    @Nullable
    Task<?> stepBegun() {
        running = true;
        return getLoop().tasks.enter(this);
    }

    void stepEnded(@Nullable Task<?> before) {
        running = false;
        Tasks tasks = getLoop().tasks;
        tasks.leave(before);
        if (isDone()) {
            strand = null;
            tasks.remove(this);
        }
    }

    boolean isFatal() {
        return fatal != null;
    }

    /** The thread to resume it on, if that is all its next step takes. */
    @Nullable
    BatonStrand suspendedOn() {
        return stepsToIgnore == 0 && strand instanceof BatonStrand suspended ? suspended : null;
    }

    /** The strand's thread. Throws nothing. */
    private void runBody() {
        try {
            T result = callBody();
            if (mustCancel) {
                settleCancelled(cancelMessage);
            } else {
                if (cancellation != null && !mayReturn) {
                    Boundary.cancellationSwallowed(cancellation);
                }
                succeed(result);
            }
        } catch (CancelledError cancelled) {
            settleCancelled(cancelled.getMessage());
        } catch (CheckedFailure failure) {
            Throwable cause = failure.getCause();
            fail(cause == null ? failure : cause);
        } catch (Throwable exception) {
            if (Fatal.is(exception)) {
                fatal = exception;
            }
            fail(exception);
        }
    }

    /** However it ends, what follows is the loop's. */
    private T callBody() throws Exception {
        try {
            return body.call();
        } finally {
            OutOfTurn.awaitTurn();
        }
    }

    /** The task's own thread: starts another one within this step. */
    private void startAside(Task<?> other) {
        Throwable[] thrown = new Throwable[1];
        Strand own = Objects.requireNonNull(strand);
        try {
            own.aside(() -> {
                try {
                    other.step();
                } catch (Throwable fatal) {
                    thrown[0] = fatal;
                }
            });
        } catch (IllegalStateException pinned) {
            other.settleCancelled(null);
            throw pinned;
        }
        if (thrown[0] instanceof Error error) {
            throw error;
        }
    }

    /** The running task of the future's loop, or a refusal that says where the mistake is. */
    static Task<?> awaiting(LoopFuture<?> future) {
        EventLoop loop = future.getLoop();
        boolean isMine = loop.isCurrent() || (OutOfTurn.awaitTurn() && loop.isCurrent());
        Task<?> task = isMine ? loop.tasks.current() : null;
        if (task != null) {
            return task;
        }
        task = requireCurrent("await");
        throw new IllegalStateException(task + " got " + future + " attached to a different loop: it belongs to "
                + loop.name() + ", the task runs on " + task.getLoop().name()
                + "; have it awaited there, wrapFuture(otherLoop.runCoroutineThreadSafe(coroutine))");
    }

    static Task<?> requireCurrent(String operation) {
        EventLoop loop = EventLoop.currentOrNull();
        if (loop == null) {
            throw new IllegalStateException(operation + " outside a task: no event loop runs in thread '"
                    + Thread.currentThread().getName() + "'; use EventLoop.run(coroutine) to start one, or"
                    + " loop.runCoroutineThreadSafe(coroutine).get() to wait for one that runs elsewhere");
        }
        Task<?> task = loop.tasks.current();
        if (task == null) {
            throw new IllegalStateException(operation + " outside a task: a plain callback of " + loop.name()
                    + " is running; start a task with loop.createTask(coroutine), or add a done callback");
        }
        return task;
    }

    /** The task's own thread: gives the loop back until the future is done. */
    void suspendUntil(LoopFuture<?> future) {
        AwaitCircle.refuse(this, future);
        awaitBegins();
        future.add(handle);
        waitingFor = future;
        if (mustCancel && future.cancel(cancelMessage)) {
            mustCancel = false;
        }
        try {
            suspend();
        } catch (IllegalStateException pinned) {
            if (!future.remove(handle)) {
                stepsToIgnore++;
            }
            throw pinned;
        } finally {
            waitingFor = null;
        }
        if (mustCancel) {
            future.markRetrieved();
            throwCancelled();
        } else if (cancelRequests > 0 && future.endsInCancellation()) {
            cancellationComes();
        }
    }

    /** The task's own thread: gives the loop back for one tick. */
    void suspendForATick() {
        awaitBegins();
        getLoop().enqueue(handle);
        try {
            suspend();
        } catch (IllegalStateException pinned) {
            stepsToIgnore++;
            throw pinned;
        }
        if (mustCancel) {
            throwCancelled();
        }
    }

    private void throwCancelled() {
        mustCancel = false;
        cancellationComes();
        throw new CancelledError(cancelMessage);
    }

    private void awaitBegins() {
        if (cancellation != null) {
            Boundary.awaitsCancelled(cancellation);
        }
    }

    private void cancellationComes() {
        cancellation = Boundary.cancellationThrown(getLoop(), name, origin());
    }

    private void suspend() {
        Strand own = Objects.requireNonNull(strand);
        if (getLoop().isClosed() && ++lastAwaits <= MAX_LAST_AWAITS) {
            throw new CancelledError("Event loop is closed: " + getLoop().name());
        }
        own.suspend();
        if (getLoop().isClosed()) {
            throw new CancelledError("Event loop is closed: " + getLoop().name());
        }
        AwaitEnd ending = end;
        if (ending != null) {
            end = null;
            throw ending.refusal(getLoop());
        }
    }

    /** Any thread, exact while nothing of the loop moves: its thread while it awaits, else null. */
    @Nullable
    Thread suspendedThread() {
        Strand strand = this.strand;
        return strand == null || running ? null : strand.suspendedThread();
    }

    /** Any thread: if it awaits and holds the thread that carries its own, the JDK is to make another one. */
    boolean letGoOfCarrier() {
        return strand instanceof BatonStrand baton && !running && baton.letGoOfCarrier();
    }

    /** Any thread, while its code waits for a lock: see {@link Strand#meanwhile}. */
    boolean meanwhile(Thread blocked, Runnable work) {
        Strand strand = this.strand;
        return strand != null && strand.meanwhile(blocked, work);
    }

    /**
     * In place of the thread that has control and waits for a lock of this task's: throws where this one awaits, and runs its
     * code until it awaits again or ends.
     */
    void endAwait(AwaitEnd ending) {
        end = ending;
        goOn();
    }

    /** The closed loop: unwinds the code of a task that nobody will ever resume. */
    void abandon() {
        forgetCallbacks();
        if (strand == null) {
            settleCancelled("Event loop is closed: " + getLoop().name());
        } else {
            step();
            markRetrieved(); // It was reported already, as pending.
        }
    }
}
