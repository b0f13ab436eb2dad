// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.periodictaskdied;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class PeriodicTasksTest {
    private static final int MANY = 2_000;

    private final PeriodicTasks tasks = new PeriodicTasks();
    private final Object task = new Object();
    private final IllegalStateException thrown = new IllegalStateException("thrown");

    private List<Death> told() {
        List<Death> told = new ArrayList<>();
        tasks.drain(told::add);
        return told;
    }

    @Test
    void aDeathIsToldOnceWithThePlaceItsTaskWasScheduled() {
        tasks.made(task, new Throwable());
        tasks.died(task, thrown, "Pool");

        assertThat(told()).singleElement().satisfies(death -> {
            assertThat(death.kind()).isEqualTo("Pool");
            assertThat(death.exception()).isSameAs(thrown);
            assertThat(death.thread()).isSameAs(Thread.currentThread());
            assertThat(death.origin()).isNotNull();
        });
        assertThat(told()).isEmpty();
    }

    @Test
    void notBeforeWhoeverLooksAfterTasksHadAMoment() {
        tasks.died(task, thrown, "Pool");
        List<Death> told = new ArrayList<>();
        tasks.poll(told::add);

        assertThat(told).isEmpty();
    }

    @Test
    void whatIsReadIsNotToldHoweverItIsWrapped() {
        tasks.died(task, new CompletionException(thrown), "Pool");
        tasks.settled(new CompletionException(thrown));

        assertThat(told()).isEmpty();
    }

    @Test
    void readingAnotherExceptionChangesNothing() {
        tasks.died(task, thrown, "Pool");
        tasks.settled(new IllegalStateException("thrown"));

        assertThat(told()).hasSize(1);
    }

    @Test
    void cancellationsAndInterruptsAreNoDeaths() {
        tasks.died(task, new CancellationException(), "Pool");
        tasks.died(task, new IllegalStateException(new InterruptedException()), "Pool");

        assertThat(told()).isEmpty();
    }

    @Test
    void tooManyAreCounted() {
        for (int i = 0; i < MANY; i++) {
            tasks.died(task, new IllegalStateException(), "Pool");
        }

        long skipped = tasks.skipped();
        assertThat(told().size() + skipped).isEqualTo(MANY);
        assertThat(skipped).isPositive();
        assertThat(tasks.skipped()).isZero();
    }
}
