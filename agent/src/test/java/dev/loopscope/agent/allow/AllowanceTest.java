// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.allow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.option.DetectorIds;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionText;
import dev.loopscope.agent.report.Level;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowanceTest {
    private static final Diagnostic SLEEP = Diagnostic.of("blocking-call", Level.WARN)
            .thread("x-loop-1")
            .loop("loop-0")
            .frame("com.acme.Prices.lambda$load$3(Prices.java:41)")
            .stack(List.of(
                    "java.lang.Thread.sleep(Thread.java:1)",
                    "com.lib.Pool.take(Pool.java:9)",
                    "com.acme.Prices.lambda$load$3(Prices.java:41)",
                    "com.acme.Prices$Inner.<init>(Prices.java:22)",
                    "com.acme.Start.<clinit>(Start.java:5)"))
            .fingerprint("5be0d2f1")
            .operation("java.lang.Thread.sleep")
            .via("com.lib.Pool.take(Pool.java:9)")
            .createdAt(List.of("com.acme.Made.here(Made.java:1)"))
            .durationNanos(1)
            .build();

    private static boolean matches(String line, Diagnostic diagnostic) {
        Allowances allowances = AllowFile.parse("a", line + " reason=x", DetectorIds.ALL);
        assertThat(allowances.problems()).isEmpty();
        return allowances.find(diagnostic) != null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocking-call *",
                "* *",
                "blocking-call com.acme.Prices#load",
                "blocking-call com.acme.Prices#lambda$load$3",
                "blocking-call com.acme.Prices#lambda$load$*",
                "blocking-call com.acme.Prices#lo*",
                "blocking-call com.acme.Prices#*",
                "blocking-call com.acme.Prices",
                "blocking-call com.acme.Prices.lambda*",
                "blocking-call com.acme.*",
                "blocking-call *.Prices#load",
                "blocking-call com.acme.Prices$Inner#<init>",
                "blocking-call com.acme.Start#<clinit>",
                "blocking-call com.lib.Pool#take",
                "blocking-call java.lang.Thread#sleep",
                "blocking-call * op=java.lang.Thread.sleep",
                "blocking-call * op=java.lang.Thread#sleep",
                "blocking-call * op=Thread.sleep",
                "blocking-call * op=java.lang.*",
                "blocking-call * op=com.lib.Pool.take",
                "blocking-call * op=Pool.take",
                "blocking-call * thread=x-*",
                "blocking-call * thread=loop-0",
                "blocking-call com.acme.Prices#load op=Thread.sleep thread=x-*",
                "fingerprint=5be0d2f1",
                "blocking-call fingerprint=5be0d2f1",
                "blocking-call com.acme.* fingerprint=5be0d2f1",
            })
    void matches(String line) {
        assertThat(matches(line, SLEEP)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slow-callback *",
                "blocking-call com.acme.Prices#loads",
                "blocking-call com.acme.Price#load",
                "blocking-call acme.Prices#load",
                "blocking-call com.acme",
                "blocking-call com.acme.Prices#3",
                "blocking-call com.acme.Prices$Inner#load",
                "blocking-call com.acme.Made#here",
                "blocking-call * op=java.lang.Thread.yield",
                "blocking-call * op=sleep",
                "blocking-call * thread=y-*",
                "blocking-call com.acme.Prices#load op=Thread.sleep thread=y-*",
                "blocking-call com.acme.Other#load op=Thread.sleep thread=x-*",
                "fingerprint=5be0d2f2",
                "slow-callback fingerprint=5be0d2f1",
                "blocking-call com.other.* fingerprint=5be0d2f1",
            })
    void staysSilent(String line) {
        assertThat(matches(line, SLEEP)).isFalse();
    }

    @Test
    void aFindingOfNoDurationIsAlsoKnownByItsExceptionAndItsCreationSite() {
        Diagnostic lost = Diagnostic.of("exception-never-retrieved", Level.ERROR)
                .thread("pool-1")
                .exception(new ExceptionText("java.lang.Error", null, List.of("com.acme.Rates.parse(Rates.java:31)")))
                .createdAt(List.of("com.acme.Quotes.refresh(Quotes.java:52)"))
                .build();
        assertThat(matches("exception-never-retrieved com.acme.Rates#parse", lost))
                .isTrue();
        assertThat(matches("exception-never-retrieved com.acme.Quotes#refresh", lost))
                .isTrue();
        assertThat(matches("exception-never-retrieved com.acme.Other", lost)).isFalse();
        assertThat(matches("exception-never-retrieved * op=x", lost)).isFalse();
    }

    private static final Diagnostic NESTED = Diagnostic.of("blocking-call", Level.WARN)
            .operation("java.lang.Thread.sleep")
            .frame("com.acme.Inner.pause(Inner.java:1)")
            .stack(List.of(
                    "java.lang.Thread.sleep(Native Method)",
                    "com.acme.Inner.pause(Inner.java:1)",
                    "com.acme.Middle.call(Middle.java:1)",
                    "com.acme.Outer.run(Outer.java:1)"))
            .build();

    private static boolean isAllowed(String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append(" reason=x\n");
        }
        Allowances allowances = AllowFile.parse("a", text.toString(), DetectorIds.ALL);
        assertThat(allowances.problems()).isEmpty();
        return allowances.find(NESTED) != null;
    }

    @Test
    void thePlaceNearestToTheOperationDecides() {
        String outer = "blocking-call com.acme.Outer#run";
        String inner = "blocking-call com.acme.Inner#pause";
        String notMiddle = "disallow blocking-call com.acme.Middle#call";
        assertThat(isAllowed(outer)).isTrue();
        assertThat(isAllowed(outer, notMiddle)).isFalse();
        assertThat(isAllowed(notMiddle, outer)).isFalse();
        assertThat(isAllowed(outer, notMiddle, inner)).isTrue();
        assertThat(isAllowed(inner, notMiddle, outer)).isTrue();
        assertThat(isAllowed("blocking-call *", notMiddle)).isFalse();
        assertThat(isAllowed("blocking-call *", "disallow blocking-call com.acme.Other#x"))
                .isTrue();
        assertThat(isAllowed("disallow * com.acme.Middle", "blocking-call com.acme.Middle#call"))
                .isTrue();
        assertThat(isAllowed("blocking-call com.acme.Middle#*", "disallow blocking-call com.acme.Middle#call"))
                .isFalse();
        assertThat(isAllowed(outer, notMiddle + " op=Thread.yield")).isTrue();
        assertThat(isAllowed(outer, notMiddle + " thread=y-*")).isTrue();
    }

    @Test
    void aFingerprintIsNearerThanAnyPlace() {
        Allowances allowances = AllowFile.parse(
                "a",
                "fingerprint=5be0d2f1 reason=x\ndisallow blocking-call com.acme.Prices#load reason=y",
                DetectorIds.ALL);
        assertThat(allowances.find(SLEEP)).isNotNull();
    }

    @Test
    void aLineThatDisallowsCountsAsUsedWhenItDecides() {
        Allowances allowances = AllowFile.parse(
                "a",
                "blocking-call com.acme.Outer reason=x\ndisallow blocking-call com.acme.Inner reason=y",
                DetectorIds.ALL);
        assertThat(allowances.find(NESTED)).isNull();
        assertThat(allowances.used()).containsExactly("disallow blocking-call com.acme.Inner reason=y");
    }

    @Test
    void aMonitorIsNamedInQuotes() {
        Diagnostic monitor = Diagnostic.of("blocking-call", Level.WARN)
                .operation("synchronized (com.acme.Cache)")
                .build();
        assertThat(matches("blocking-call * op=\"synchronized (com.acme.Cache)\"", monitor))
                .isTrue();
        assertThat(matches("blocking-call * op=synchronized*", monitor)).isTrue();
        assertThat(matches("blocking-call * op=\"synchronized (com.acme.Other)\"", monitor))
                .isFalse();
    }

    @Test
    void expiresAfterTheLastDayAndStillMatches() {
        Allowances allowances = AllowFile.parse(
                "a", "blocking-call * until=2026-12-31 reason=x\nslow-poll * reason=y", DetectorIds.ALL);
        Allowance ends = Objects.requireNonNull(allowances.find(SLEEP));
        assertThat(ends.isExpired(LocalDate.of(2026, 12, 31))).isFalse();
        assertThat(ends.isExpired(LocalDate.of(2027, 1, 1))).isTrue();
        assertThat(ends.match(SLEEP)).isNotNegative();
        Diagnostic poll = Diagnostic.of("slow-poll", Level.WARN).build();
        assertThat(Objects.requireNonNull(allowances.find(poll)).isExpired(LocalDate.of(3000, 1, 1)))
                .isFalse();
    }
}
