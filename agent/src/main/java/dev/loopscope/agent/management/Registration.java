// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.management;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.report.RunStart;
import dev.loopscope.agent.watch.LoopThreads;
import dev.loopscope.agent.watch.Switch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers the agent's MBean once somebody asks for the platform's MBean server: a console that attaches, or the application.
 * To create that server would cost every application some 50 ms, and take from those that configure it the chance to be first.
 */
public final class Registration implements Runnable {
    private final RunStart run;
    private final Switch power;
    private final LoopThreads threads;
    private final Reporter reporter;
    private final LongSupplier errors;
    private final AtomicBoolean isDone = new AtomicBoolean();
    private volatile boolean isDue;
    private volatile @Nullable Throwable failure;

    public Registration(RunStart run, Switch power, LoopThreads threads, Reporter reporter, LongSupplier errors) {
        this.run = run;
        this.power = power;
        this.threads = threads;
        this.reporter = reporter;
        this.errors = errors;
    }

    /** The server is there, and its asker has not got it yet. Any thread; on a loop's the registering is left to another. */
    public void opened() {
        if (LoopscopeProbes.current() == null) {
            register();
        } else {
            isDue = true;
        }
    }

    /** Reporter's thread, every few milliseconds. */
    @Override
    public void run() {
        if (isDue && !isDone.get()) {
            register();
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            reporter.failed("the MBean", thrown);
        }
    }

    private void register() {
        if (isDone.compareAndSet(false, true)) {
            try {
                AgentBean.register(new AgentBean(run, power, threads, reporter, errors));
            } catch (Throwable t) {
                failure = t;
            }
        }
    }
}
