// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.adapter.httpclient.HttpClientAdapter;
import dev.loopscope.agent.adapter.named.NamedThreadAdapter;
import dev.loopscope.agent.adapter.netty.NettyAdapter;
import dev.loopscope.agent.adapter.ownloop.OwnLoopAdapter;
import dev.loopscope.agent.adapter.reactor.ReactorAdapter;
import dev.loopscope.agent.adapter.reactornetty.ReactorNettyAdapter;
import dev.loopscope.agent.adapter.swing.SwingAdapter;
import dev.loopscope.agent.adapter.vertx.VertxAdapter;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.detector.blockingcall.BlockingCallDetector;
import dev.loopscope.agent.detector.callbackexception.CallbackExceptionDetector;
import dev.loopscope.agent.detector.cancellationswallowed.CancellationSwallowedDetector;
import dev.loopscope.agent.detector.exceptionneverretrieved.ExceptionNeverRetrievedDetector;
import dev.loopscope.agent.detector.futuredropped.FutureDroppedDetector;
import dev.loopscope.agent.detector.loopstalled.LoopStalledDetector;
import dev.loopscope.agent.detector.neverawaited.NeverAwaitedDetector;
import dev.loopscope.agent.detector.periodictaskdied.PeriodicTaskDiedDetector;
import dev.loopscope.agent.detector.selfdeadlock.SelfDeadlockDetector;
import dev.loopscope.agent.detector.slowcallback.SlowCallbackDetector;
import dev.loopscope.agent.detector.slowiteration.SlowIterationDetector;
import dev.loopscope.agent.detector.slowpoll.SlowPollDetector;
import dev.loopscope.agent.detector.unclosedresource.UnclosedResourceDetector;
import dev.loopscope.agent.detector.wrongthread.WrongThreadDetector;
import java.util.List;

/**
 * Every adapter and every detector there is. A list and not service entries: to make these by reflection costs a JVM of 25 some
 * milliseconds at each start.
 */
final class Catalog {
    private Catalog() {}

    /** New ones. */
    static List<LoopAdapter> adapters() {
        return List.of(
                new HttpClientAdapter(),
                new NamedThreadAdapter(),
                new NettyAdapter(),
                new OwnLoopAdapter(),
                new ReactorAdapter(),
                new ReactorNettyAdapter(),
                new SwingAdapter(),
                new VertxAdapter());
    }

    /** New ones, none of them started. */
    static List<Detector> detectors() {
        return List.of(
                new BlockingCallDetector(),
                new CallbackExceptionDetector(),
                new CancellationSwallowedDetector(),
                new ExceptionNeverRetrievedDetector(),
                new FutureDroppedDetector(),
                new LoopStalledDetector(),
                new NeverAwaitedDetector(),
                new PeriodicTaskDiedDetector(),
                new SelfDeadlockDetector(),
                new SlowCallbackDetector(),
                new SlowIterationDetector(),
                new SlowPollDetector(),
                new UnclosedResourceDetector(),
                new WrongThreadDetector());
    }
}
