// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingEventsTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = 77;
    private final WaitingEvents events = new WaitingEvents(() -> now);

    private static Event event(String text) {
        return Event.warning(text);
    }

    /** What the thread that writes does when the log is there. */
    private boolean write() {
        if (!events.begin()) {
            return false;
        }
        boolean isWritten = events.take(true) != null;
        assertThat(events.leave(isWritten)).isNull();
        return isWritten;
    }

    @Test
    void withoutALogAFindingWaitsFiveSeconds() {
        events.add(event("banner"), false);
        now += 4 * SECOND;
        events.add(event("finding"), true);
        now += 4 * SECOND;
        events.add(event("finding"), true);
        assertThat(events.begin()).isTrue();
        assertThat(events.canWait()).isTrue();
        assertThat(events.take(false)).isNull();
        assertThat(events.leave(false)).isNull();
        now += SECOND;
        assertThat(events.begin()).isTrue();
        assertThat(events.canWait()).isFalse();
        assertThat(events.take(false)).isEqualTo(event("banner"));
        assertThat(events.leave(false)).isEqualTo(event("banner"));
        events.said();
    }

    @Test
    void atTheEndNothingWaits() {
        events.add(event("finding"), true);
        events.hurry();
        assertThat(events.canWait()).isFalse();
        assertThat(events.isDone()).isFalse();
        assertThat(events.begin()).isTrue();
        assertThat(events.take(false)).isEqualTo(event("finding"));
        assertThat(events.leave(false)).isEqualTo(event("finding"));
        assertThat(events.isDone()).isFalse();
        events.said();
        assertThat(events.isDone()).isTrue();
        assertThat(events.giveUp()).isEmpty();
    }

    @Test
    void tenGoASecondExceptAtTheEnd() {
        for (int i = 0; i < 32; i++) {
            events.add(event("finding"), true);
        }
        int written = 0;
        while (write()) {
            written++;
        }
        assertThat(written).isEqualTo(10);
        now += SECOND;
        while (write()) {
            written++;
        }
        assertThat(written).isEqualTo(20);
        events.hurry();
        while (write()) {
            written++;
        }
        assertThat(written).isEqualTo(32);
    }

    @Test
    void whatALogHoldsUpIsTakenOutAfterFiveSecondsButTheOneItHas() {
        events.add(event("in hand"), true);
        events.add(event("behind"), true);
        assertThat(events.begin()).isTrue();
        assertThat(events.take(true)).isEqualTo(event("in hand"));
        now += 5 * SECOND - 1;
        assertThat(events.heldUp()).isEmpty();
        now += 1;
        assertThat(events.heldUp()).isEqualTo(List.of(event("behind")));
        assertThat(events.leave(true)).isNull();
        assertThat(events.isDone()).isTrue();
    }

    @Test
    void whatIsGivenUpIsNotSaidASecondTime() {
        events.add(event("in hand"), true);
        events.add(event("behind"), true);
        assertThat(events.begin()).isTrue();
        assertThat(events.take(true)).isEqualTo(event("in hand"));
        events.hurry();
        assertThat(events.giveUp()).isEqualTo(List.of(event("in hand"), event("behind")));
        assertThat(events.leave(false)).isNull();
    }

    @Test
    void whereStderrHangsNobodyElseTriesIt() {
        events.add(event("in hand"), true);
        events.add(event("behind"), true);
        events.hurry();
        assertThat(events.begin()).isTrue();
        assertThat(events.take(false)).isEqualTo(event("in hand"));
        assertThat(events.leave(false)).isEqualTo(event("in hand"));
        assertThat(events.giveUp()).isEmpty();
    }

    @Test
    void whatDoesNotFitIsCountedAndSaid() {
        for (int i = 0; i < 1_003; i++) {
            events.add(event("finding"), true);
        }
        events.hurry();
        List<Event> all = events.giveUp();
        assertThat(all).hasSize(1_001);
        assertThat(all.get(1_000)).isEqualTo(event("3 events did not fit the log's waiting list"));
    }
}
