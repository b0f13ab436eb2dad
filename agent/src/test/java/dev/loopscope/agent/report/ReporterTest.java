// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.allow.Allowances;
import dev.loopscope.agent.detector.Detector;
import dev.loopscope.agent.detector.DetectorContext;
import dev.loopscope.agent.fact.Fact;
import dev.loopscope.agent.fact.FactListener;
import dev.loopscope.agent.fact.FactQueue;
import dev.loopscope.agent.fact.LoopSeen;
import dev.loopscope.agent.option.OptionReader;
import dev.loopscope.agent.sink.Notice;
import dev.loopscope.agent.sink.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What fails on the reporter's thread is counted and named once; the rest goes on. */
class ReporterTest {
    private final FactQueue queue = new FactQueue(16);
    private final Recorded recorded = new Recorded();

    /** A sink that keeps what it is given. */
    private static class Recorded implements Sink {
        final List<String> notices = new ArrayList<>();
        final List<Diagnostic> diagnostics = new ArrayList<>();
        final List<RunEnd> ends = new ArrayList<>();

        @Override
        public void start(RunStart start) {}

        @Override
        public void line(Notice notice) {
            notices.add(notice.text());
        }

        @Override
        public void accept(Diagnostic diagnostic) {
            diagnostics.add(diagnostic);
        }

        @Override
        public void end(RunEnd end) {
            ends.add(end);
        }
    }

    /** Fails at whatever it is asked. */
    private static final class Failing implements Detector {
        @Override
        public String id() {
            return "failing";
        }

        @Override
        public void start(DetectorContext context) {}

        @Override
        public void loopSeen(LoopSeen fact) {
            throw new AssertionError("a fact");
        }

        @Override
        public void poll() {
            throw new IllegalStateException("a poll");
        }

        @Override
        public void end() {
            throw new StackOverflowError();
        }
    }

    /** Reports each loop it hears of. */
    private static final class Working implements Detector {
        private final DiagnosticListener reports;

        Working(DiagnosticListener reports) {
            this.reports = reports;
        }

        @Override
        public String id() {
            return "working";
        }

        @Override
        public void start(DetectorContext context) {}

        @Override
        public void loopSeen(LoopSeen fact) {
            reports.report(Diagnostic.of("working", Level.WARN)
                    .message(fact.name())
                    .fingerprint(fact.name())
                    .build());
        }
    }

    private Reporter reporter(String options, Sink... sinks) {
        return new Reporter(
                queue,
                OptionReader.read(options, new Properties(), Map.of(), Set.of("working")),
                Allowances.none(),
                List.of(sinks));
    }

    private static RunStart run() {
        return new RunStart("run", 1, "0", "17", "dev", Map.of(), List.of());
    }

    private void loopSeen(String name) {
        queue.offer(new LoopSeen(name, "toy", true));
    }

    @Test
    void aDetectorThatFailsIsNamedOnceAndTheOthersGoOn() {
        Reporter reporter = reporter("", recorded);
        loopSeen("a");
        loopSeen("b");
        reporter.start(run(), List.of(new Failing(), new Working(reporter)), List.of(), List.of());
        loopSeen("c");
        reporter.end(0);
        assertThat(recorded.diagnostics).extracting(Diagnostic::message).containsExactly("a", "b", "c");
        assertThat(recorded.notices)
                .filteredOn(text -> text.contains("failed inside the agent"))
                .hasSize(1)
                .allMatch(text -> text.startsWith("failing failed inside the agent and goes on: "));
        assertThat(recorded.ends).hasSize(1);
        // Three facts, at least one poll, and the end.
        assertThat(recorded.ends.get(0).agentErrors()).isGreaterThanOrEqualTo(5);
        assertThat(recorded.ends.get(0).dropped()).isZero();
    }

    @Test
    void aSinkThatFailsDoesNotKeepTheOthersFromBeingTold() {
        Sink failing = new Recorded() {
            @Override
            public void accept(Diagnostic diagnostic) {
                throw new IllegalStateException("no room");
            }

            @Override
            public void end(RunEnd end) {
                throw new IllegalStateException("no room");
            }
        };
        Reporter reporter = reporter("", failing, recorded);
        reporter.start(run(), List.of(new Working(reporter)), List.of(), List.of());
        loopSeen("a");
        reporter.end(2);
        assertThat(recorded.diagnostics).hasSize(1);
        assertThat(recorded.ends).hasSize(1);
        // What others counted, and the finding.
        assertThat(recorded.ends.get(0).agentErrors()).isEqualTo(3);
    }

    @Test
    void aFactThatFailsIsCounted() {
        Reporter reporter = reporter("", recorded);
        reporter.start(run(), List.of(new Working(reporter)), List.of(), List.of());
        queue.offer(new Fact() {
            @Override
            public void tell(FactListener listener) {
                throw new IllegalStateException("untold");
            }
        });
        loopSeen("a");
        reporter.end(0);
        assertThat(recorded.diagnostics).hasSize(1);
        assertThat(recorded.ends.get(0).agentErrors()).isEqualTo(1);
    }

    @Test
    void equalFindingsAreShownOnceAndCounted() {
        Reporter reporter = reporter("", recorded);
        reporter.start(run(), List.of(new Working(reporter)), List.of(), List.of());
        for (int i = 0; i < 3; i++) {
            loopSeen("a");
        }
        reporter.end(0);
        assertThat(recorded.diagnostics).hasSize(1);
        assertThat(recorded.ends.get(0).tallies()).hasSize(1);
        assertThat(recorded.ends.get(0).tallies().get(0).count()).isEqualTo(3);
    }

    @Test
    void inModeAllEachIsShown() {
        Reporter reporter = reporter("mode=all", recorded);
        reporter.start(run(), List.of(new Working(reporter)), List.of(), List.of());
        loopSeen("a");
        loopSeen("a");
        reporter.end(0);
        assertThat(recorded.diagnostics).extracting(Diagnostic::count).containsExactly(1L, 2L);
    }

    @Test
    void whatIsIgnoredIsNeitherShownNorCounted() {
        Reporter reporter = reporter("penalty.working=ignore", recorded);
        reporter.start(run(), List.of(new Working(reporter)), List.of(), List.of());
        loopSeen("a");
        reporter.end(0);
        assertThat(recorded.diagnostics).isEmpty();
        assertThat(recorded.ends.get(0).tallies()).isEmpty();
    }
}
