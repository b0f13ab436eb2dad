// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo;

import dev.loopscope.demo.scenario.AsCompleted;
import dev.loopscope.demo.scenario.BlockingDatabase;
import dev.loopscope.demo.scenario.BlockingFile;
import dev.loopscope.demo.scenario.BlockingFuture;
import dev.loopscope.demo.scenario.BlockingHttp;
import dev.loopscope.demo.scenario.BlockingInTask;
import dev.loopscope.demo.scenario.BlockingLookup;
import dev.loopscope.demo.scenario.BlockingProcess;
import dev.loopscope.demo.scenario.BlockingSleep;
import dev.loopscope.demo.scenario.BlockingSocketRead;
import dev.loopscope.demo.scenario.CallbackException;
import dev.loopscope.demo.scenario.CancelFromThread;
import dev.loopscope.demo.scenario.CollectingGarbage;
import dev.loopscope.demo.scenario.CompletableFutureIgnored;
import dev.loopscope.demo.scenario.CoroutineFromThread;
import dev.loopscope.demo.scenario.ErrorsInTasks;
import dev.loopscope.demo.scenario.FetchTimeouts;
import dev.loopscope.demo.scenario.ForgottenAwait;
import dev.loopscope.demo.scenario.FutureExceptionIgnored;
import dev.loopscope.demo.scenario.HangingLoop;
import dev.loopscope.demo.scenario.HealthyHttpServer;
import dev.loopscope.demo.scenario.LockHeldByWorker;
import dev.loopscope.demo.scenario.LockOfAnotherThread;
import dev.loopscope.demo.scenario.PendingLeftBehind;
import dev.loopscope.demo.scenario.PeriodicTaskDies;
import dev.loopscope.demo.scenario.RandomDelays;
import dev.loopscope.demo.scenario.SelfDeadlock;
import dev.loopscope.demo.scenario.SlowCallback;
import dev.loopscope.demo.scenario.SlowIteration;
import dev.loopscope.demo.scenario.SlowLogging;
import dev.loopscope.demo.scenario.SwitchingTasks;
import dev.loopscope.demo.scenario.TaskFailureIgnored;
import dev.loopscope.demo.scenario.ThreeFetches;
import dev.loopscope.demo.scenario.WaitingTogether;
import dev.loopscope.demo.scenario.WrongThread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All scenarios, in the order in which they are shown. */
final class Scenarios {
    static final List<Scenario> ALL = List.of(
            new BlockingSleep(),
            new BlockingFile(),
            new BlockingSocketRead(),
            new BlockingHttp(),
            new BlockingLookup(),
            new BlockingDatabase(),
            new BlockingProcess(),
            new BlockingFuture(),
            new LockHeldByWorker(),
            new LockOfAnotherThread(),
            new CollectingGarbage(),
            new SlowCallback(),
            new SlowIteration(),
            new HangingLoop(),
            new SelfDeadlock(),
            new WrongThread(),
            new CallbackException(),
            new FutureExceptionIgnored(),
            new CompletableFutureIgnored(),
            new TaskFailureIgnored(),
            new PeriodicTaskDies(),
            new SwitchingTasks(),
            new WaitingTogether(),
            new RandomDelays(),
            new ThreeFetches(),
            new AsCompleted(),
            new PendingLeftBehind(),
            new ErrorsInTasks(),
            new FetchTimeouts(),
            new ForgottenAwait(),
            new BlockingInTask(),
            new CancelFromThread(),
            new CoroutineFromThread(),
            new SlowLogging(),
            new HealthyHttpServer());

    private Scenarios() {}

    static @Nullable Scenario byName(String name) {
        for (Scenario scenario : ALL) {
            if (scenario.name().equals(name)) {
                return scenario;
            }
        }
        return null;
    }

    /** The name with the fewest letters to change, the first of equals. */
    static String nearestName(String word) {
        String nearest = "";
        int fewest = Integer.MAX_VALUE;
        for (Scenario scenario : ALL) {
            int changes = changes(word, scenario.name());
            if (changes < fewest) {
                fewest = changes;
                nearest = scenario.name();
            }
        }
        return nearest;
    }

    /** Letters to insert, to leave out or to replace: Levenshtein's distance, a row at a time. */
    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
