// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose line it is, what it called, and which library lies between. */
class StackViewTest {
    private static final String NAME = "java.sql.Statement.execute";
    private static final FrameRules RULES = new FrameRules(List.of(), List.of());

    /** {@code com.acme.A.b}; a class of {@code java.} is the JDK's by its module. */
    private static StackTraceElement frame(String place) {
        int dot = place.lastIndexOf('.');
        String type = place.substring(0, dot);
        String simple = type.substring(type.lastIndexOf('.') + 1);
        String module =
                type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.") ? "java.base" : null;
        return new StackTraceElement(null, module, null, type, place.substring(dot + 1), simple + ".java", 41);
    }

    private static StackView view(FrameRules rules, String... places) {
        StackTraceElement[] stack = new StackTraceElement[places.length];
        for (int i = 0; i < places.length; i++) {
            stack[i] = frame(places[i]);
        }
        return StackView.of(stack, rules);
    }

    @Test
    void aDirectCallHasAFrameAnOperationAndNothingBetween() {
        StackView view = view(RULES, "java.lang.Thread.sleep", "com.acme.Prices.load", "java.lang.Thread.run");
        assertThat(view.frame()).isEqualTo("com.acme.Prices.load(Prices.java:41)");
        assertThat(view.operation()).isEqualTo("java.lang.Thread.sleep");
        assertThat(view.via()).isNull();
        assertThat(view.called()).isNull();
        assertThat(view.hasUserFrame()).isTrue();
    }

    @Test
    void theOperationIsTheOutermostJdkMethodThatWasCalled() {
        StackView view = view(
                RULES,
                "java.util.concurrent.locks.LockSupport.park",
                "java.util.concurrent.CompletableFuture$Signaller.block",
                "java.util.concurrent.CompletableFuture.get",
                "com.acme.Prices.load");
        assertThat(view.operation()).isEqualTo("java.util.concurrent.CompletableFuture.get");
    }

    @Test
    void whatACollectionOrAStreamCallsIsSaidBesideIt() {
        StackView map = view(
                RULES,
                "java.net.InetAddress.getByName",
                "java.net.URLStreamHandler.hashCode",
                "java.net.URL.hashCode",
                "java.util.HashMap.hash",
                "java.util.HashMap.put",
                "com.acme.Prices.load");
        assertThat(map.operation()).isEqualTo("java.util.HashMap.put");
        assertThat(map.within()).isEqualTo("java.net.URL.hashCode");
        StackView stream = view(
                RULES,
                "java.io.File.isFile",
                "java.lang.invoke.DirectMethodHandle.invoke",
                "java.util.stream.MatchOps.accept",
                "java.util.stream.ReferencePipeline.anyMatch",
                "com.acme.Prices.load");
        assertThat(stream.within()).isEqualTo("java.io.File.isFile");
        assertThat(view(RULES, "java.io.File.isFile", "com.acme.Prices.load").within())
                .isNull();
        assertThat(view(RULES, "java.util.concurrent.locks.LockSupport.park", "com.acme.Prices.load")
                        .within())
                .isNull();
    }

    @Test
    void ofADeepStackBothEndsOfWhatTheUserCalledAreShown() {
        String[] places = new String[2_000];
        Arrays.fill(places, "java.util.ArrayList.hashCode");
        places[1_500] = "com.acme.Prices.load";
        StackView view = view(RULES, places);
        assertThat(view.texts())
                .hasSize(64)
                .startsWith("java.util.ArrayList.hashCode(ArrayList.java:41)")
                .contains(view.frame());
        assertThat(view.texts().indexOf(view.frame())).isEqualTo(32);
    }

    @Test
    void aLibraryBetweenIsViaNearTheOperationAndCalledNearTheUser() {
        StackView view = view(
                RULES,
                "java.util.concurrent.locks.LockSupport.parkNanos",
                "com.zaxxer.hikari.pool.HikariPool.getConnection",
                "com.zaxxer.hikari.HikariDataSource.getConnection",
                "com.acme.Prices.load");
        assertThat(view.frame()).isEqualTo("com.acme.Prices.load(Prices.java:41)");
        assertThat(view.operation()).isEqualTo("java.util.concurrent.locks.LockSupport.parkNanos");
        assertThat(view.via()).isEqualTo("com.zaxxer.hikari.pool.HikariPool.getConnection");
        assertThat(view.called()).isEqualTo("com.zaxxer.hikari.HikariDataSource.getConnection");
    }

    @Test
    void whereAllIsALibrarysItsFirstFrameIsShown() {
        StackView view = view(RULES, "java.lang.Thread.sleep", "io.netty.A.b", "io.netty.C.d");
        assertThat(view.frame()).isEqualTo("io.netty.A.b(A.java:41)");
        assertThat(view.hasUserFrame()).isFalse();
    }

    @Test
    void whereAllIsTheJdksThereIsNoFrame() {
        StackView view = view(RULES, "java.lang.Object.wait", "java.util.TimerThread.run");
        assertThat(view.frame()).isNull();
        assertThat(view.operation()).isEqualTo("java.lang.Thread.run");
    }

    @Test
    void anOperationHasTheNameTheSourceCallsItBy() {
        assertThat(view(RULES, "sun.nio.ch.SocketChannelImpl.read", "com.acme.A.b")
                        .operation())
                .isEqualTo("java.nio.channels.SocketChannel.read");
        assertThat(view(RULES, "sun.nio.ch.SelectorImpl.select", "com.acme.A.b").operation())
                .isEqualTo("java.nio.channels.Selector.select");
        assertThat(view(
                                RULES,
                                "java.util.concurrent.Executors$DelegatedExecutorService.awaitTermination",
                                "com.acme.A.b")
                        .operation())
                .isEqualTo("java.util.concurrent.ExecutorService.awaitTermination");
        assertThat(view(RULES, "java.net.Socket$SocketInputStream.read", "com.acme.A.b")
                        .operation())
                .isEqualTo("java.net.Socket$SocketInputStream.read");
        assertThat(view(RULES, "sun.nio.ch.ChannelInputStream.read", "com.acme.A.b")
                        .operation())
                .isEqualTo("java.io.InputStream.read");
        assertThat(view(RULES, "jdk.internal.NoSuchClass.read", "com.acme.A.b").operation())
                .isEqualTo("jdk.internal.NoSuchClass.read");
    }

    @Test
    void anOperationWithANameOfItsOwnIsNobodysFrame() {
        StackTraceElement[] stack = {frame("com.acme.Legacy.load"), frame("com.acme.Prices.load")};
        StackView view = StackView.of(stack, RULES, NAME);
        assertThat(view.frame()).isEqualTo("com.acme.Prices.load(Prices.java:41)");
        assertThat(view.via()).isNull();
        StackTraceElement[] driver = {
            frame("org.postgresql.jdbc.PgStatement.execute"),
            frame("com.zaxxer.hikari.pool.ProxyStatement.execute"),
            frame("com.acme.Prices.load")
        };
        view = StackView.of(driver, RULES, NAME);
        assertThat(view.frame()).isEqualTo("com.acme.Prices.load(Prices.java:41)");
        assertThat(view.via()).isEqualTo("com.zaxxer.hikari.pool.ProxyStatement.execute");
        assertThat(view.called()).isEqualTo("com.zaxxer.hikari.pool.ProxyStatement.execute");
        assertThat(view.operation()).isEqualTo("java.sql.Statement.execute");
    }

    @Test
    void whatImplementsAnOperationOfTheJdkGoesByItsName() {
        assertThat(named("com.zaxxer.hikari.HikariDataSource.getConnection", "com.acme.Prices.load")
                        .called())
                .as("an operation with a name of its own")
                .isNull();
        assertThat(named("jdk.proxy2.$Proxy7.commit", "com.acme.Prices.load").called())
                .as("a proxy's name says nothing")
                .isNull();
        assertThat(named("org.h2.jdbc.JdbcStatement.execute", "java.lang.reflect.Method.invoke", "com.acme.Prices.load")
                        .operation())
                .isEqualTo(NAME);
    }

    @Test
    void anOperationThatJavaSqlItselfHasCalledIsWhatTheUserCalledThere() {
        StackView view = named(
                "org.h2.Driver.connect",
                "java.sql.DriverManager.getConnection",
                "java.sql.DriverManager.getConnection",
                "com.acme.Prices.load");
        assertThat(view.operation()).isEqualTo("java.sql.DriverManager.getConnection");
        assertThat(view.frame()).isEqualTo("com.acme.Prices.load(Prices.java:41)");
        assertThat(view.via()).isNull();
        assertThat(view.called()).isNull();
        assertThat(named(
                                "org.h2.jdbc.JdbcPreparedStatement.executeQuery",
                                "com.sun.rowset.JdbcRowSetImpl.execute",
                                "com.acme.Prices.load")
                        .operation())
                .isEqualTo("javax.sql.RowSet.execute");
    }

    private static StackView named(String... places) {
        StackTraceElement[] stack = new StackTraceElement[places.length];
        for (int i = 0; i < places.length; i++) {
            stack[i] = frame(places[i]);
        }
        return StackView.of(stack, RULES, NAME);
    }

    @Test
    void theAgentsOwnFramesAndHiddenClassesAreNotShown() {
        StackView view = view(
                RULES,
                "dev.loopscope.agent.FactRelay.operationEnded",
                "java.lang.LoopscopeProbes.exit",
                "java.lang.Thread.sleep",
                "com.acme.A$$Lambda$12.run",
                "com.acme.A.b");
        assertThat(view.texts()).containsExactly("java.lang.Thread.sleep(Thread.java:41)", "com.acme.A.b(A.java:41)");
    }

    @Test
    void aRedirectedCallLooksLikeTheNativeMethod() {
        StackView view = view(RULES, "java.lang.LoopscopeCalls.sleep", "com.acme.A.b");
        assertThat(view.operation()).isEqualTo("java.lang.Thread.sleep");
        assertThat(view.texts().get(0)).isEqualTo("java.lang.Thread.sleep(Native Method)");
        assertThat(view(RULES, "java.lang.LoopscopeCalls.wait", "com.acme.A.b").operation())
                .isEqualTo("java.lang.Object.wait");
    }

    @Test
    void reflectionIsTheWayThereNotTheOperation() {
        StackView view = view(
                RULES,
                "java.lang.Thread.sleep",
                "jdk.internal.reflect.DirectMethodHandleAccessor.invoke",
                "java.lang.reflect.Method.invoke",
                "com.acme.A.b");
        assertThat(view.operation()).isEqualTo("java.lang.Thread.sleep");
    }

    @Test
    void applicationPackagesDecideAlone() {
        FrameRules rules = new FrameRules(List.of("com.acme.app", "io.netty.mine"), List.of("com.acme.app.lib"));
        String[] stack = {
            "java.lang.Thread.sleep", "com.other.Tool.use", "com.acme.apple.Pie.bake", "com.acme.app.Main.run"
        };
        assertThat(view(rules, stack).frame()).isEqualTo("com.acme.app.Main.run(Main.java:41)");
        assertThat(view(rules, stack).via()).isEqualTo("com.other.Tool.use");
        assertThat(view(rules, "java.lang.Thread.sleep", "io.netty.mine.Handler.read")
                        .hasUserFrame())
                .isTrue();
        // Also against what would else be a library's.
        assertThat(view(rules, "java.lang.Thread.sleep", "com.acme.app.lib.X.y", "com.acme.app.Main.run")
                        .frame())
                .isEqualTo("com.acme.app.lib.X.y(X.java:41)");
    }

    @Test
    void libraryPackagesAreAddedToTheKnownOnes() {
        FrameRules rules = new FrameRules(List.of(), List.of("com.acme.base", "com.acme.Tool"));
        String[] stack = {
            "java.lang.Thread.sleep",
            "com.acme.base.io.Files.read",
            "com.acme.Tool$Inner.use",
            "reactor.core.Mono.block",
            "com.acme.Toolbox.open"
        };
        assertThat(view(rules, stack).frame()).isEqualTo("com.acme.Toolbox.open(Toolbox.java:41)");
        assertThat(view(rules, stack).via()).isEqualTo("com.acme.base.io.Files.read");
    }

    @Test
    void applicationFramesStartAtTheUsersOwn() {
        StackView view = view(
                RULES,
                "java.lang.Thread.sleep",
                "io.netty.A.b",
                "com.acme.Prices.load",
                "java.util.ArrayList.forEach",
                "com.acme.Handler.handle",
                "dev.loopscope.loop.Handle.run");
        assertThat(view.applicationFrames(RULES))
                .containsExactly("com.acme.Prices.load(Prices.java:41)", "com.acme.Handler.handle(Handler.java:41)");
    }

    @Test
    void atMostSixtyFourFramesAreShown() {
        String[] stack = new String[100];
        for (int i = 0; i < stack.length; i++) {
            stack[i] = "com.acme.A.b";
        }
        assertThat(view(RULES, stack).texts()).hasSize(64);
    }
}
