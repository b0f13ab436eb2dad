// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.slowiteration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.adapter.LoopNames;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.watch.Tallies;
import dev.loopscope.agent.weave.Points;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContributorsTest {
    private static final LoopscopeThread THREAD =
            new LoopscopeThread(Thread.currentThread(), "toy", new Object(), "loop-0", true);

    /** Callbacks are named by their texts. */
    private static class Toy implements LoopAdapter {
        @Override
        public String family() {
            return "toy";
        }

        @Override
        public void addTo(Points points) {}

        @Override
        public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
            return String.valueOf(callback);
        }

        @Override
        public String offload(@Nullable String callback) {
            return "elsewhere";
        }
    }

    private static Contributors of(String... callbacks) {
        return Contributors.of(Tallies.ofMillis(callbacks), handlers(new Toy()));
    }

    private static Handlers handlers(LoopAdapter adapter) {
        return new Handlers(THREAD, new LoopNames(List.of(adapter)), new FrameRules(List.of(), List.of()));
    }

    /** Wrapped by somebody: what is known of them is their text, unless a look has told more. */
    private static Handlers wrapping() {
        return handlers(new Toy() {
            @Override
            public @Nullable String describe(@Nullable Object callback, @Nullable String handler) {
                return handler != null ? handler : super.describe(callback, null);
            }
        });
    }

    private static void meet(Handlers handlers, String callback, @Nullable String handler, int times) {
        for (int i = 0; i < times; i++) {
            handlers.met(callback, handler);
        }
    }

    @Test
    void whatAllLooksMetGivesWrappedOnesItsName() {
        Handlers handlers = wrapping();
        meet(handlers, "wrapper", "com.acme.Feed", 3);
        meet(handlers, "wrapper", null, 3);
        assertThat(Contributors.of(Tallies.ofMillis("wrapper", "wrapper", "other"), handlers))
                .hasToString("2 x com.acme.Feed (2.0 ms), 1 x other (1.0 ms)");
    }

    @Test
    void whereLooksMetSeveralEachIsSaidAndTheFirstIsTheOneMetMostOften() {
        Handlers handlers = wrapping();
        meet(handlers, "wrapper", "com.acme.Rates lambda", 1);
        meet(handlers, "wrapper", "com.acme.Feed", 3);
        Contributors contributors = Contributors.of(Tallies.ofMillis("wrapper", "wrapper"), handlers);
        assertThat(contributors)
                .hasToString("2 x wrapper (2.0 ms; of 4 looks 1 met com.acme.Rates lambda, 3 com.acme.Feed)");
        assertThat(contributors.first()).isEqualTo("com.acme.Feed");
    }

    @Test
    void aFewLooksAreNotTakenForAll() {
        Handlers handlers = wrapping();
        meet(handlers, "wrapper", "com.acme.Feed", 1);
        assertThat(Contributors.of(Tallies.ofMillis("wrapper"), handlers))
                .hasToString("1 x wrapper (1.0 ms; of 1 look 1 met com.acme.Feed)");
        meet(handlers, "wrapper", "com.acme.Feed", 2);
        meet(handlers, "wrapper", null, 4);
        assertThat(Contributors.of(Tallies.ofMillis("wrapper"), handlers))
                .hasToString("1 x wrapper (1.0 ms; of 7 looks 3 met com.acme.Feed)");
    }

    @Test
    void aLoopThatNamesItsCallbacksItselfIsBelieved() {
        Handlers handlers = handlers(new Toy());
        meet(handlers, "<Handle A>", "com.acme.Feed", 4);
        assertThat(Contributors.of(Tallies.ofMillis("<Handle A>"), handlers)).hasToString("1 x <Handle A> (1.0 ms)");
    }

    @Test
    void threeAreNamedByTheTimeTheyTook() {
        assertThat(of("a", "b", "b", "c", "c", "c", "d", "d", "d", "d"))
                .hasToString("4 x d (4.0 ms), 3 x c (3.0 ms), 2 x b (2.0 ms)");
    }

    @Test
    void tasksOfOneOriginAreOne() {
        assertThat(of("<Task 'Task-1' created at A.java:3>", "<Task 'Task-2' created at A.java:3>"))
                .hasToString("2 x <Task 'Task-1' created at A.java:3> (2.0 ms)");
    }

    @Test
    void codeOfSeveralOriginsIsSeveral() {
        assertThat(of(
                        "<Handle A lambda created at A.java:3>",
                        "<Handle A lambda created at A.java:9>",
                        "<Handle A lambda>"))
                .hasToString("1 x <Handle A lambda created at A.java:3> (1.0 ms),"
                        + " 1 x <Handle A lambda created at A.java:9> (1.0 ms), 1 x <Handle A lambda> (1.0 ms)");
    }

    @Test
    void whoseOriginIsNotKnownBelongsToTheOnlyOneThatIs() {
        assertThat(of("<Handle A lambda>", "<Handle A lambda created at A.java:3>", "<Handle A lambda>", "<Handle B>"))
                .hasToString("3 x <Handle A lambda created at A.java:3> (3.0 ms), 1 x <Handle B> (1.0 ms)");
    }

    @Test
    void orToTheOnlyOneThatIsWorthAName() {
        String[] callbacks = new String[32];
        Arrays.fill(callbacks, "<Handle A lambda created at A.java:3>");
        callbacks[0] = "<Handle A lambda created at A.java:9>";
        callbacks[1] = "<Handle A lambda>";
        assertThat(of(callbacks)).hasToString("31 x <Handle A lambda created at A.java:3> (31 ms)");
    }

    @Test
    void hiddenClassesAreOneWhateverTheirNumber() {
        assertThat(of("A$$Lambda$12/0x0000000800c03000", "A$$Lambda$13/0x0000000800c03218")
                        .firstCode())
                .isEqualTo("A$$Lambda$");
    }

    @Test
    void nothingMeasuredIsNobody() {
        assertThat(of()).hasToString("");
        assertThat(of().first()).isNull();
        assertThat(of().firstCode()).isNull();
    }
}
