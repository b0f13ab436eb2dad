// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.slowiteration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.adapter.LoopAdapter;
import dev.loopscope.agent.adapter.LoopNames;
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
    private static final class Toy implements LoopAdapter {
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
        return Contributors.of(THREAD, Tallies.ofMillis(callbacks), new LoopNames(List.of(new Toy())));
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
