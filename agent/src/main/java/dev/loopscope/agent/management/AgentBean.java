// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.management;

import dev.loopscope.agent.report.Reporter;
import dev.loopscope.agent.report.RunStart;
import dev.loopscope.agent.watch.LoopLoad;
import dev.loopscope.agent.watch.LoopThreads;
import dev.loopscope.agent.watch.Switch;
import dev.loopscope.agent.watch.Watchdog;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** What the agent's parts say, put together when somebody asks. */
final class AgentBean implements LoopscopeMXBean {
    private final RunStart run;
    private final Switch power;
    private final LoopThreads threads;
    private final Reporter reporter;
    private final LongSupplier errors;

    AgentBean(RunStart run, Switch power, LoopThreads threads, Reporter reporter, LongSupplier errors) {
        this.run = run;
        this.power = power;
        this.threads = threads;
        this.reporter = reporter;
        this.errors = errors;
    }

    static void register(AgentBean bean) throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .registerMBean(
                        new StandardMBean(bean, LoopscopeMXBean.class, true), new ObjectName(LoopscopeMXBean.NAME));
    }

    @Override
    public String getVersion() {
        return run.agentVersion();
    }

    @Override
    public String getMode() {
        return run.mode();
    }

    @Override
    public boolean isEnabled() {
        return power.isOn();
    }

    @Override
    public void setEnabled(boolean enabled) {
        power.turn(enabled);
    }

    @Override
    public Map<String, Long> getFindings() {
        return reporter.counts();
    }

    @Override
    public long getDropped() {
        return reporter.dropped();
    }

    @Override
    public long getAgentErrors() {
        return errors.getAsLong();
    }

    @Override
    public List<LoopState> getLoops() {
        List<LoopState> loops = new ArrayList<>();
        if (power.isOn()) {
            for (LoopscopeThread thread : threads.all()) {
                LoopLoad load = Watchdog.loadOf(thread);
                loops.add(new LoopState(
                        thread.name,
                        thread.family,
                        thread.hasBoundaries,
                        load == null ? 0 : load.busyPercent(),
                        load == null ? 0 : load.meanLagNanos(),
                        load == null ? 0 : load.worstLagNanos()));
            }
        }
        return loops;
    }
}
