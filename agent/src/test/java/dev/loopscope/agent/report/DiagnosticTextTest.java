// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosticTextTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private static String render(Diagnostic diagnostic) {
        return DiagnosticText.render(diagnostic, TODAY, false);
    }

    @Test
    void blockingCallInALibrary() {
        assertThat(render(Diagnostic.of("blocking-call", Level.WARN)
                        .message("HikariDataSource.getConnection blocked vert.x-eventloop-thread-3 for 1002 ms at"
                                + " com.acme.Prices.load(Prices.java:41)")
                        .thread("vert.x-eventloop-thread-3")
                        .loop("vert.x-eventloop-thread-3")
                        .frame("com.acme.Prices.load(Prices.java:41)")
                        .stack(List.of(
                                "java.util.concurrent.locks.LockSupport.parkNanos(LockSupport.java:252)",
                                "com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:181)",
                                "com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:100)",
                                "com.acme.Prices.load(Prices.java:41)",
                                "com.acme.PriceHandler.handle(PriceHandler.java:22)",
                                "io.vertx.core.impl.ContextImpl.emit(ContextImpl.java:328)",
                                "io.netty.util.concurrent.SingleThreadEventExecutor$5.run(SingleThreadEventExecutor.java:997)",
                                "java.lang.Thread.run(Thread.java:840)"))
                        .fingerprint("a91f3c07")
                        .operation("java.util.concurrent.locks.LockSupport.parkNanos")
                        .via("com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:181)")
                        .callback("com.acme.PriceHandler")
                        .durationNanos(1_002_000_000L)
                        .fix("vertx.executeBlocking(...) around Prices.java:41, or a non-blocking client")
                        .build()))
                .isEqualTo("""
                        HikariDataSource.getConnection blocked vert.x-eventloop-thread-3 for 1002 ms at com.acme.Prices.load(Prices.java:41) #a91f3c07
                            at com.acme.Prices.load(Prices.java:41)   <- your line
                            at com.acme.PriceHandler.handle(PriceHandler.java:22)
                            callback: com.acme.PriceHandler
                            waited in: LockSupport.parkNanos <- com.zaxxer.hikari.pool.HikariPool.getConnection
                            fix: vertx.executeBlocking(...) around Prices.java:41, or a non-blocking client
                            allow: blocking-call com.acme.Prices#load until=2026-12-31 reason="...\"""");
    }

    @Test
    void aStallThatLasts() {
        assertThat(render(Diagnostic.of("loop-stalled", Level.WARN)
                        .message("loop-0 stuck for 104 ms and still is: waiting for a lock held by db-pool-2 at"
                                + " com.acme.Cache.get(Cache.java:88)")
                        .thread("loop-0")
                        .loop("loop-0")
                        .frame("com.acme.Cache.get(Cache.java:88)")
                        .stack(List.of(
                                "com.acme.Cache.get(Cache.java:88)",
                                "dev.loopscope.loop.Task.run(Task.java:50)",
                                "java.lang.Thread.run(Thread.java:840)"))
                        .fingerprint("5be0d2f1")
                        .operation("synchronized (com.acme.Cache)")
                        .callback("<Task 'order-17' created at Orders.java:30>")
                        .createdAt(List.of("com.acme.Orders.submit(Orders.java:30)"))
                        .blocker(new Blocker(
                                "db-pool-2",
                                "com.acme.Cache",
                                true,
                                List.of(
                                        "java.lang.Thread.sleep(Thread.java:1)",
                                        "com.acme.Cache.refresh(Cache.java:120)",
                                        "com.acme.Main.run(Main.java:1)")))
                        .incident("s12")
                        .notes(List.of("next line when it ends, when the stack changes, or at 1 s, 10 s, 60 s"))
                        .build()))
                .isEqualTo("""
                        loop-0 stuck for 104 ms and still is: waiting for a lock held by db-pool-2 at com.acme.Cache.get(Cache.java:88) [<Task 'order-17' created at Orders.java:30>] incident=s12 #5be0d2f1
                            at com.acme.Cache.get(Cache.java:88)   <- your line
                            lock: com.acme.Cache (monitor), held by db-pool-2 at com.acme.Cache.refresh(Cache.java:120)
                            next line when it ends, when the stack changes, or at 1 s, 10 s, 60 s""");
    }

    private static Diagnostic.Builder endOfStall() {
        return Diagnostic.of("blocking-call", Level.WARN)
                .message("synchronized (com.acme.Cache) blocked loop-0 for 2.97 s at com.acme.Cache.get(Cache.java:88)")
                .thread("loop-0")
                .loop("loop-0")
                .frame("com.acme.Cache.get(Cache.java:88)")
                .stack(List.of("com.acme.Cache.get(Cache.java:88)"))
                .fingerprint("c2f81a94")
                .operation("synchronized (com.acme.Cache)")
                .callback("<Task 'order-17' created at Orders.java:30>")
                .incident("s12")
                .fix("do not lock")
                .attribution(new Attribution(30, 2970, 0, 0, 20, 0, 0, 0.2));
    }

    @Test
    void theEndOfAStallInBriefSaysWhereTheTimeWent() {
        assertThat(DiagnosticText.render(endOfStall().build(), TODAY, true)).isEqualTo("""
                        synchronized (com.acme.Cache) blocked loop-0 for 2.97 s at com.acme.Cache.get(Cache.java:88) [<Task 'order-17' created at Orders.java:30>] incident=s12 #c2f81a94
                            held 3.02 s = lock 2.97 + cpu 0.03 + gc 0.02""");
    }

    @Test
    void theEndOfAStallInFullHasTheStackAndTheWayOut() {
        assertThat(render(endOfStall().build()).lines().skip(1))
                .containsExactly(
                        "    at com.acme.Cache.get(Cache.java:88)   <- your line",
                        "    held 3.02 s = lock 2.97 + cpu 0.03 + gc 0.02",
                        "    fix: do not lock",
                        "    allow: blocking-call com.acme.Cache#get until=2026-12-31 reason=\"...\"");
    }

    @Test
    void exceptionNobodyRead() {
        assertThat(render(Diagnostic.of("exception-never-retrieved", Level.ERROR)
                        .message("IllegalStateException in a CompletableFuture made at"
                                + " com.acme.Quotes.refresh(Quotes.java:52): nobody read it, and the future is gone")
                        .thread("pool-3-thread-1")
                        .frame("com.acme.Quotes.refresh(Quotes.java:52)")
                        .stack(List.of("com.acme.Quotes.refresh(Quotes.java:52)"))
                        .createdAt(List.of("com.acme.Quotes.refresh(Quotes.java:52)"))
                        .failedAt("2026-11-02T10:31:55.120Z")
                        .droppedAt("2026-11-02T10:32:01.007Z")
                        .exception(new ExceptionText(
                                "java.lang.IllegalStateException",
                                "no rate for EUR",
                                List.of("com.acme.Rates.parse(Rates.java:31)", "com.acme.Rates.load(Rates.java:12)")))
                        .fingerprint("77c0aa19")
                        .fix("return, join or whenComplete the future at Quotes.java:52")
                        .build()))
                .isEqualTo("""
                        IllegalStateException in a CompletableFuture made at com.acme.Quotes.refresh(Quotes.java:52): nobody read it, and the future is gone #77c0aa19
                            java.lang.IllegalStateException: no rate for EUR
                                at com.acme.Rates.parse(Rates.java:31)
                                at com.acme.Rates.load(Rates.java:12)
                            failed on pool-3-thread-1 at 10:31:55Z, collected 10:32:01Z
                            fix: return, join or whenComplete the future at Quotes.java:52""");
    }

    @Test
    void longStacksAreCutAndCounted() {
        List<String> stack = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            stack.add("p.A.m" + i + "(A.java:" + i + ")");
        }
        List<String> lines = render(Diagnostic.of("slow-callback", Level.ERROR)
                        .message("m")
                        .frame(stack.get(2))
                        .stack(stack)
                        .build())
                .lines()
                .toList();
        assertThat(lines).hasSize(10);
        assertThat(lines.get(1)).isEqualTo("    at p.A.m2(A.java:2)   <- your line");
        assertThat(lines.get(8)).isEqualTo("    at p.A.m9(A.java:9)");
        assertThat(lines.get(9)).isEqualTo("    ... 2 more");
    }

    @Test
    void aStackWithoutAFrameOfTheUserIsShownFromTheTopAndUnmarked() {
        assertThat(render(Diagnostic.of("slow-poll", Level.WARN)
                        .message("m")
                        .stack(List.of("java.lang.A.b(A.java:1)", "java.lang.C.d(C.java:1)"))
                        .build()))
                .isEqualTo("m\n    at java.lang.A.b(A.java:1)\n    at java.lang.C.d(C.java:1)");
    }

    @Test
    void recursionIsMarkedOnce() {
        String frame = "p.A.b(A.java:1)";
        assertThat(render(Diagnostic.of("slow-callback", Level.ERROR)
                        .message("m")
                        .frame(frame)
                        .stack(List.of(frame, frame))
                        .build()))
                .isEqualTo("m\n    at p.A.b(A.java:1)   <- your line\n    at p.A.b(A.java:1)");
    }

    @Test
    void aCreationSiteThatIsTheUsersFrameIsMarked() {
        assertThat(render(Diagnostic.of("exception-never-retrieved", Level.ERROR)
                        .message("m")
                        .frame("p.A.a(A.java:1)")
                        .exception(new ExceptionText("p.E", null, List.of("p.B.b(B.java:1)")))
                        .createdAt(List.of("p.A.a(A.java:1)", "p.A.b(A.java:2)"))
                        .build()))
                .isEqualTo("""
                        m
                            p.E
                                at p.B.b(B.java:1)
                            created at: p.A.a(A.java:1)   <- your line
                                at p.A.b(A.java:2)""");
    }

    @Test
    void creationSiteUnknownOwnerAndChainHaveTheirLines() {
        assertThat(render(Diagnostic.of("self-deadlock", Level.ERROR)
                        .message("m")
                        .createdAt(List.of(
                                "p.A.a(A.java:1)",
                                "p.A.b(A.java:2)",
                                "p.A.c(A.java:3)",
                                "p.A.d(A.java:4)",
                                "p.A.e(A.java:5)"))
                        .blocker(new Blocker(null, "java.util.concurrent.locks.ReentrantLock", false, List.of()))
                        .chain(List.of("<Task 'a'>", "<Task 'b'>", "<Task 'a'>"))
                        .build()))
                .isEqualTo("""
                        m
                            lock: java.util.concurrent.locks.ReentrantLock, held by a thread this JDK does not name
                            chain: <Task 'a'> -> <Task 'b'> -> <Task 'a'>
                            created at: p.A.a(A.java:1)
                                at p.A.b(A.java:2)
                                at p.A.c(A.java:3)
                                at p.A.d(A.java:4)
                                ... 1 more""");
    }

    @Test
    void anAllowLineNamesTheMethodTheLambdaIsIn() {
        assertThat(render(Diagnostic.of("slow-callback", Level.WARN)
                        .message("m")
                        .frame("p.A.lambda$load$3(A.java:1)")
                        .build()))
                .endsWith("allow: slow-callback p.A#load until=2026-12-31 reason=\"...\"");
    }

    @Test
    void anAllowLineLastsFourToEightWeeks() {
        Diagnostic diagnostic = Diagnostic.of("slow-callback", Level.WARN)
                .message("m")
                .frame("p.A.b(A.java:1)")
                .build();
        assertThat(DiagnosticText.render(diagnostic, LocalDate.of(2027, 1, 31), false))
                .contains("until=2027-02-28");
        assertThat(DiagnosticText.render(diagnostic, LocalDate.of(2027, 2, 1), false))
                .contains("until=2027-03-31");
        assertThat(DiagnosticText.render(diagnostic)).contains(" until=");
    }

    @Test
    void aReminderIsOneLine() {
        assertThat(render(endOfStall()
                        .kind(Kind.REMINDER)
                        .message("again")
                        .incident(null)
                        .callback(null)
                        .build()))
                .isEqualTo("again #c2f81a94");
    }

    @Test
    void noTextCanForgeALine() {
        assertThat(render(Diagnostic.of("callback-exception", Level.ERROR)
                        .message("a\nERROR b\u2028\u0085c")
                        .exception(new ExceptionText("E", "x\r\nWARN y\u001b[0m", List.of()))
                        .notes(List.of("n\nm"))
                        .build()))
                .isEqualTo("a ERROR b  c\n    E: x  WARN y [0m\n    n m");
    }

    @Test
    void attributionInMillisecondsLeavesOutWhatWouldBeZero() {
        assertThat(render(Diagnostic.of("slow-callback", Level.ERROR)
                        .message("m")
                        .attribution(new Attribution(120.4, 0, 0, 0.3, 30, 0.6, 12, 0))
                        .build()))
                .isEqualTo("m\n    held 163 ms = cpu 120 + gc 30 + not scheduled 12 + class loading 1");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 ms",
        "310000, 0.31 ms",
        "4200000, 4.2 ms",
        "52000000, 52 ms",
        "104400000, 104 ms",
        "1002000000, 1002 ms",
        "1999400000, 1999 ms",
        "2000000000, 2.00 s",
        "2970000000, 2.97 s",
        "3050000000, 3.05 s",
        "12340000000, 12.3 s",
        "60000000000, 60.0 s",
        "200000000000, 3 min 20 s",
        "7500000000000, 2 h 5 min",
    })
    void durationsAreForReaders(long nanos, String text) {
        assertThat(DiagnosticText.duration(nanos)).isEqualTo(text);
    }
}
