// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassLoadingTest {
    private static final FrameRules RULES = new FrameRules(List.of(), List.of());

    /** {@code type.method}, innermost first. */
    private static StackView view(String... frames) {
        return StackView.of(
                Arrays.stream(frames)
                        .map(frame -> frame.split("#", -1))
                        .map(parts -> new StackTraceElement(parts[0], parts[1], "X.java", 1))
                        .toArray(StackTraceElement[]::new),
                RULES);
    }

    @Test
    void readingAJarForAClassIsTheJdksOwn() {
        StackView view = view(
                "java.io.RandomAccessFile#seek",
                "jdk.internal.loader.BuiltinClassLoader#loadClass",
                "java.lang.ClassLoader#loadClass",
                "com.acme.Orders#take");
        assertThat(ClassLoading.isUnderWay(view)).isTrue();
        assertThat(ClassLoading.isAllThereIs(view)).isTrue();
    }

    /** The JVM asks for a class of the JDK's with no frame of a loader. */
    @Test
    void whatAnotherAgentReadsWhileAClassLoadsIsNobodysMistake() {
        StackView view = view(
                "java.io.RandomAccessFile#readFully",
                "com.other.agent.Rewriter#transform",
                "sun.instrument.TransformerManager#transform",
                "sun.instrument.InstrumentationImpl#transform",
                "java.util.concurrent.CompletableFuture#thenRun",
                "com.acme.Orders#take");
        assertThat(ClassLoading.isUnderWay(view)).isTrue();
        assertThat(ClassLoading.isAllThereIs(view)).isTrue();
    }

    @Test
    void whatLibrariesReadInAnInitialiserOfTheirsIsUsuallyInstantThoughNoFrameIsTheUsers() {
        StackView helper = view(
                "java.util.zip.InflaterInputStream#read",
                "net.bytebuddy.utility.StreamDrainer#drain",
                "java.lang.ClassLoader#loadClass",
                "io.netty.channel.DefaultChannelPipeline#addLast");
        StackView version = view(
                "java.util.Properties#load",
                "io.opentelemetry.api.Version#load",
                "io.opentelemetry.api.Singletons#<clinit>",
                "io.netty.channel.DefaultChannelPipeline#addLast");
        StackView read = view("java.util.Properties#load", "io.opentelemetry.api.Version#load", "io.netty.channel.A#b");
        assertThat(ClassLoading.isUnderWay(helper)).isTrue();
        assertThat(ClassLoading.isUnderWay(version)).isTrue();
        assertThat(ClassLoading.isUnderWay(read)).isFalse();
    }

    @Test
    void aJarThatIsReadForAClassOfAnInitialisersIsTheJdksOwnAsWell() {
        String[] reading = {
            "java.io.RandomAccessFile#read",
            "jdk.internal.loader.BuiltinClassLoader#defineClass",
            "java.lang.ClassLoader#loadClass"
        };
        StackView librarys = view(reading[0], reading[1], reading[2], "lib.Log#<clinit>", "com.acme.Orders#take");
        StackView users = view(reading[0], reading[1], reading[2], "com.acme.Prices#<clinit>", "com.acme.Orders#take");
        assertThat(ClassLoading.isAllThereIs(librarys)).isTrue();
        assertThat(ClassLoading.isAllThereIs(users)).isTrue();
    }

    @Test
    void theLoopsOwnInitialiserIsNobodysMistake() {
        StackView first = view(
                "java.util.concurrent.locks.LockSupport#park",
                "dev.loopscope.loop.LoopEngine#works",
                "dev.loopscope.loop.TaskEngines#<clinit>",
                "dev.loopscope.loop.EventLoop#createTask",
                "com.acme.Orders#take");
        StackView later = view(
                "java.util.concurrent.locks.LockSupport#park",
                "dev.loopscope.loop.EventLoop#createTask",
                "com.acme.Orders#take");
        assertThat(ClassLoading.isAllThereIs(first)).isTrue();
        assertThat(ClassLoading.isAllThereIs(later)).isFalse();
    }

    @Test
    void whatAStaticInitialiserReadsIsItsOwner() {
        StackView users = view("java.io.FileInputStream#read", "com.acme.Prices#<clinit>", "com.acme.Orders#take");
        StackView librarys = view(
                "java.io.FileInputStream#read",
                "java.lang.ClassLoader#loadLibrary",
                "io.netty.util.Native#<clinit>",
                "com.acme.Orders#take");
        assertThat(ClassLoading.isUnderWay(users)).isTrue();
        assertThat(ClassLoading.isAllThereIs(users)).isFalse();
        assertThat(ClassLoading.isAllThereIs(librarys)).isFalse();
    }

    @Test
    void anInitialiserOfTheUsersThatHasMuchToDoIsTheirs() {
        StackView itself = view("com.acme.Prices#<clinit>", "com.acme.Orders#take");
        StackView itsMethod = view("com.acme.Prices#compute", "com.acme.Prices#<clinit>", "com.acme.Orders#take");
        StackView jdk = view("java.math.BigInteger#pow", "com.acme.Prices#<clinit>", "com.acme.Orders#take");
        assertThat(ClassLoading.isNobodysMistake(itself, RULES)).isFalse();
        assertThat(ClassLoading.isNobodysMistake(itsMethod, RULES)).isFalse();
        assertThat(ClassLoading.isNobodysMistake(jdk, RULES)).isFalse();
    }

    @Test
    void butNotTheFirstUseOfSomethingElseInIt() {
        StackView log =
                view("ch.qos.logback.A#configure", "org.slf4j.LoggerFactory#getLogger", "com.acme.Prices#<clinit>");
        StackView linking = view(
                "java.util.ArrayList#add",
                "java.lang.invoke.LambdaMetafactory#metafactory",
                "com.acme.Prices#<clinit>",
                "com.acme.Orders#take");
        StackView jdks =
                view("java.lang.String#length", "java.util.regex.Pattern#<clinit>", "com.acme.Prices#<clinit>");
        StackView librarys = view("java.lang.String#length", "io.netty.util.Native#<clinit>", "com.acme.Orders#take");
        StackView alone = view("io.netty.util.Native#<clinit>", "io.netty.channel.A#b");
        for (StackView view : List.of(log, linking, jdks, librarys, alone)) {
            assertThat(ClassLoading.isNobodysMistake(view, RULES))
                    .as("%s", view.texts())
                    .isTrue();
        }
    }

    @Test
    void aFileReadIsNoClassLoading() {
        assertThat(ClassLoading.isAllThereIs(view("java.io.FileInputStream#read", "com.acme.Orders#take")))
                .isFalse();
        // A loader of the user's own does what it does in the user's name.
        assertThat(ClassLoading.isAllThereIs(view(
                        "java.lang.Thread#sleep",
                        "com.acme.SlowLoader#findClass",
                        "java.lang.ClassLoader#loadClass",
                        "com.acme.Orders#take")))
                .isFalse();
    }

    @Test
    void whatALibrarySetsUpWithNobodysCodeOnTheStackNobodyCanHaveOtherwise() {
        StackView librarys = view(
                "java.net.NetworkInterface#getHardwareAddress",
                "io.netty.channel.DefaultChannelId#<clinit>",
                "io.netty.channel.AbstractChannel#newId");
        StackView users = view(
                "java.net.NetworkInterface#getHardwareAddress",
                "io.netty.channel.DefaultChannelId#<clinit>",
                "com.acme.Orders#take");
        assertThat(ClassLoading.isOfLibrary(librarys)).isTrue();
        assertThat(ClassLoading.isOfLibrary(users)).isFalse();
    }

    @Test
    void aLibraryThatWaitsWhileAnotherThreadSetsUpWhatItNeedsIsNobodysMistakeEither() {
        StackView waiting = view("io.netty.buffer.PoolArena#allocate", "io.netty.channel.AbstractChannel#read");
        Blocker setsUp =
                new Blocker("other", "java.lang.Object", true, List.of("io.netty.Event.<clinit>(Event.java:1)"));
        Blocker works =
                new Blocker("other", "java.lang.Object", true, List.of("io.netty.buffer.PoolArena.free(X.java:1)"));
        assertThat(ClassLoading.isOfLibrary(waiting, setsUp, RULES)).isTrue();
        assertThat(ClassLoading.isOfLibrary(waiting, works, RULES)).isFalse();
        assertThat(ClassLoading.isOfLibrary(waiting, null, RULES)).isFalse();
        assertThat(ClassLoading.isOfLibrary(view("com.acme.Orders#take"), setsUp, RULES))
                .isFalse();
    }

    @Test
    void theUsersCodeMayWaitForOneOfItsOwnThatIsHeldUpByAnotherAgent() {
        StackView waiting = view("com.acme.Orders#take");
        List<String> initializing = List.of("com.acme.Rates.<clinit>(Rates.java:1)");
        List<String> transforming = List.of(
                "net.bytebuddy.asm.Advice.to(Advice.java:1)",
                "sun.instrument.TransformerManager.transform(TransformerManager.java:1)",
                "com.acme.Rates.<clinit>(Rates.java:1)");
        assertThat(ClassLoading.isOfLibrary(waiting, blocker(initializing), RULES))
                .isFalse();
        assertThat(ClassLoading.isOfLibrary(waiting, blocker(transforming), RULES))
                .isTrue();
    }

    private static Blocker blocker(List<String> stack) {
        return new Blocker("other", "com.acme.Rates", true, stack);
    }

    @Test
    void theUsersCodeMayWaitForALibrarysClassThatAnotherThreadInitialisesButNotForOneOfItsOwn() {
        StackView waiting = view("org.springframework.http.Builder#build", "com.acme.Orders#take");
        Blocker librarys = new Blocker(
                "other",
                "org.springframework.A",
                true,
                List.of("java.lang.X.y(X.java:1)", "org.springframework.A.<clinit>(A.java:1)"));
        Blocker users = new Blocker(
                "other",
                "org.springframework.A",
                true,
                List.of("com.acme.Rates.<clinit>(Rates.java:1)", "org.springframework.A.<clinit>(A.java:1)"));
        Blocker otherLock = new Blocker("other", "java.lang.Object", true, librarys.stack());
        assertThat(ClassLoading.isOfLibrary(waiting, librarys, RULES)).isTrue();
        assertThat(ClassLoading.isOfLibrary(waiting, users, RULES)).isFalse();
        assertThat(ClassLoading.isOfLibrary(waiting, otherLock, RULES)).isFalse();
    }

    @Test
    void whatTheUsersInitialiserCallsIsItsOwnUnlessALibraryComesBetween() {
        StackView called = view("com.acme.Primes#count", "com.acme.Rates#<clinit>", "com.acme.Orders#take");
        StackView loop =
                view("com.acme.Orders#take", "io.netty.channel.nio.NioEventLoop#run", "com.acme.Main#<clinit>");
        assertThat(called.isInInitializer(RULES)).isTrue();
        assertThat(loop.isInInitializer(RULES)).isFalse();
    }
}
