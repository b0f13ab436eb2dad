// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ExceptionHandlerTest {
    private final EventLoop loop = EventLoop.open();
    private final IllegalStateException failure = new IllegalStateException("boom");

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private void fail() {
        loop.callSoon(() -> {
            throw failure;
        });
        Loops.tick(loop, 1);
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void withoutAHandlerTheFailureIsLoggedAndTheLoopGoesOn() {
        List<String> ran = new ArrayList<>();
        loop.callSoon(() -> {
            throw failure;
        });
        loop.callSoon(() -> ran.add("next"));
        Loops.tick(loop, 1);
        assertThat(ran).containsExactly("next");
        String me = getClass().getName() + " lambda";
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(event.logger()).isEqualTo("loopscope");
            assertThat(event.level()).isEqualTo(Level.ERROR);
            assertThat(event.message()).isEqualTo("Exception in callback " + me + "\nhandle: <Handle " + me + ">");
            assertThat(event.exception()).isSameAs(failure);
        });
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void theCallbackLastsUntilTheHandlerHasReturned() {
        List<Handle> running = new ArrayList<>();
        loop.setExceptionHandler((on, context) -> running.add(on.vitals.current()));
        Handle failing = loop.callSoon(() -> {
            throw failure;
        });
        Loops.tick(loop, 1);
        assertThat(running).containsExactly(failing);
        assertThat(loop.vitals.current()).isNull();
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aHandlerGetsTheContextInsteadOfTheLog() {
        List<ExceptionContext> contexts = new ArrayList<>();
        loop.setExceptionHandler((on, context) -> {
            assertThat(on).isSameAs(loop);
            contexts.add(context);
        });
        fail();
        assertThat(contexts).singleElement().satisfies(context -> {
            assertThat(context.message()).startsWith("Exception in callback ");
            assertThat(context.exception()).isSameAs(failure);
            assertThat(context.get(ExceptionContext.HANDLE)).isInstanceOf(Handle.class);
            assertThat(context.get(ExceptionContext.FUTURE)).isNull();
        });
        assertThat(RecordedLog.complaints()).isEmpty();
        loop.setExceptionHandler(null);
        fail();
        assertThat(RecordedLog.complaints()).hasSize(1);
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aHandlerMayLogAsUsual() {
        loop.setExceptionHandler((on, context) -> on.defaultExceptionHandler(context.with("request", 17)));
        fail();
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message()).endsWith("\nrequest: 17"));
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aHandlerThatThrowsIsReportedTogetherWithWhatItWasGiven() {
        loop.setExceptionHandler((on, context) -> {
            throw new IllegalArgumentException("bad handler");
        });
        fail();
        fail();
        assertThat(RecordedLog.complaints()).hasSize(2).first().satisfies(event -> {
            assertThat(event.message())
                    .startsWith("Unhandled error in exception handler\ncontext: Exception in callback ");
            assertThat(event.exception()).hasMessage("bad handler").hasSuppressedException(failure);
        });
    }

    @Test
    @DeliberateMistake("lets a callback throw")
    void aHandlerThatThrowsWhatItWasGivenIsContained() {
        loop.setExceptionHandler((on, context) -> {
            throw failure;
        });
        fail();
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.exception()).isSameAs(failure));
    }

    @Test
    void reportsOfTheUsersOwnGoTheSameWay() {
        loop.callExceptionHandler(ExceptionContext.of("out of tea", failure).with("pot", new Object()));
        assertThat(RecordedLog.complaints()).singleElement().satisfies(event -> {
            assertThat(event.message()).isEqualTo("out of tea\npot: <java.lang.Object>");
            assertThat(event.exception()).isSameAs(failure);
        });
    }

    @Test
    void creationSitesAreWrittenAsTraces() {
        Throwable origin = new Throwable();
        origin.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("dev.loopscope.loop.EventLoop", "callSoon", "EventLoop.java", 1),
            new StackTraceElement("com.acme.Orders", "place", "Orders.java", 30),
            new StackTraceElement("com.acme.Main", "main", "Main.java", 5),
        });
        loop.callExceptionHandler(ExceptionContext.of("look")
                .with(ExceptionContext.SOURCE_TRACEBACK, origin)
                .with("handle", null));
        assertThat(RecordedLog.complaints())
                .singleElement()
                .satisfies(event -> assertThat(event.message()).isEqualTo("""
                        look
                        Object created at (most recent call first):
                            at com.acme.Orders.place(Orders.java:30)
                            at com.acme.Main.main(Main.java:5)"""));
        assertThat(Origin.suffix(origin)).isEqualTo(" created at Orders.java:30");
        assertThat(Origin.suffix(null)).isEmpty();
    }
}
