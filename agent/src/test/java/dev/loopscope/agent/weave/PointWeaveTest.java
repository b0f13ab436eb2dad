// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopscope.agent.interception.OperationKind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One point on one method of a toy class, woven by the transformer, verified and run in this JVM. */
class PointWeaveTest {
    private static final String TOY = "dev/loopscope/agent/weave/Toy";

    private static final Point PARK =
            Point.operationUnlessPermitted(OperationKind.PARK, TOY, "plain", new Call("enterPark", "(I)V", Call.POINT));

    private final Recorder recorder = new Recorder();
    private final FutureRecorder futures = new FutureRecorder();
    private final MistakeRecorder mistakes = new MistakeRecorder();

    /** Writes down what woven code tells. */
    private static final class Recorder extends LoopscopeFacts {
        final List<String> told = new ArrayList<>();

        @Override
        public void loopEntered(String family, Object loop, String name) {
            told.add("entered " + family);
        }

        @Override
        public void loopThreadMade(Thread thread, String family) {
            told.add("made " + family);
        }

        @Override
        public void loopExited() {
            told.add("exited");
        }

        @Override
        public void operationStarting(LoopscopeThread thread, int point) {
            told.add("starting");
        }

        @Override
        public void operationEnded(LoopscopeThread thread, int point, long start, long end, long sequence) {
            told.add("operation " + point);
        }

        @Override
        public void callbackEnded(LoopscopeThread thread, long sequence, long start, long end) {}

        @Override
        public void iterationEnded(LoopscopeThread thread, long iteration, long endNanos) {}

        @Override
        public void controlLeft(LoopscopeThread thread, long sequence, long nanos) {}

        @Override
        public void threadStarting(Thread thread) {}

        @Override
        public void selects(Thread thread) {}

        @Override
        public void threadRenamed(Thread thread) {}

        @Override
        public void threadEnding(Thread thread) {}

        @Override
        public void loggingBound(Class<?> loggerFactory) {
            told.add("bound " + loggerFactory.getSimpleName());
        }

        @Override
        public void loggingConfiguring() {}

        @Override
        public void loggingConfigured() {}

        @Override
        public void jvmEnding() {}

        @Override
        public void jvmEnded() {}

        @Override
        public void managementOpened() {}
    }

    /** Writes down what it tells of futures. */
    private static final class FutureRecorder extends LoopscopeFutureFacts {
        final List<String> told = new ArrayList<>();

        @Override
        public void futuresReady() {}

        @Override
        public void failureStored(Object holder, Throwable exception, String kind) {
            told.add("stored " + exception.getMessage() + " in a " + kind + ", "
                    + holder.getClass().getSimpleName());
        }

        @Override
        public void failureRead(Throwable exception) {
            told.add("read " + exception.getMessage());
        }

        @Override
        public void failureThrown(Throwable exception) {
            told.add("thrown " + exception.getMessage());
        }

        @Override
        public void failureCopied(Throwable exception, Throwable copy) {
            told.add("copied " + exception.getMessage());
        }

        @Override
        public void failureRethrown(Throwable exception) {
            told.add("rethrown " + exception.getMessage());
        }

        @Override
        public void futureFailing(Object holder, Throwable exception, String kind) {
            told.add("failing with " + exception.getMessage() + ": " + kind);
        }

        @Override
        public void futuresFailing(Object holder, Object exceptions, String kind) {
            told.add("failing with " + exceptions + ": " + kind);
        }

        @Override
        public void futureTaking(Object result, String kind) {
            told.add("taking " + result);
        }

        @Override
        public void futureAsked(Object future) {
            told.add("asked " + future);
        }

        @Override
        public void futureHeard(Object future, Object listener) {
            told.add(listener + " hears " + future);
        }

        @Override
        public void failureHeard(Object listener, Throwable exception) {
            told.add(listener + " hears " + exception.getMessage());
        }

        @Override
        public void failureArriving(Object future, Throwable exception, boolean isSettled) {}

        @Override
        public void futureOutrun(Object future) {}

        @Override
        public void failureSwallowed(Throwable other, @Nullable Throwable carried) {}

        @Override
        public void tasksGivenUp(Object tasks) {}

        @Override
        public void tasksReturned(Object tasks) {}

        @Override
        public void periodicTaskMade(Object task) {
            told.add("periodic " + task.getClass().getSimpleName());
        }

        @Override
        public void periodicTaskDied(Object task, Throwable exception, String kind) {
            told.add("died " + exception.getMessage() + " in a " + kind);
        }

        @Override
        public void futureMade(Object future, Throwable origin) {}

        @Override
        public void failureBelongs(Object future, Throwable exception) {
            told.add("failed by " + exception.getMessage() + ": "
                    + future.getClass().getSimpleName());
        }

        @Override
        public Object futureExpected(Object future) {
            return future;
        }

        @Override
        public Object stageHung(Object stage, Object source, Throwable site) {
            return stage;
        }

        @Override
        public void stageJoined(Object stage, Object source) {}

        @Override
        public void futureSettled(Object record) {}

        @Override
        public void failureOffered(boolean won, Throwable exception) {
            told.add("refused " + exception.getMessage());
        }
    }

    /** Writes down what it tells of mistakes. */
    private static final class MistakeRecorder extends LoopscopeMistakeFacts {
        final List<String> told = new ArrayList<>();

        @Override
        public boolean callbackFailed(Object loop, Object callback, Throwable exception, @Nullable Throwable origin) {
            return false;
        }

        @Override
        public void callbackThrew(LoopscopeThread thread, Throwable exception) {}

        @Override
        public boolean neverRetrieved(String kind, Throwable exception, @Nullable Throwable origin) {
            return false;
        }

        @Override
        public @Nullable Object coroutineMade(Object coroutine, Class<?> code) {
            return null;
        }

        @Override
        public void coroutineStarted(Object made) {}

        @Override
        public boolean taskLeftPending(
                String loop, String name, StackTraceElement[] stack, @Nullable Throwable origin) {
            return false;
        }

        @Override
        public boolean followsFutures() {
            return false;
        }

        @Override
        public void futureDropped(String loop, String kind, Throwable origin, Throwable added) {}

        @Override
        public boolean unclosed(String kind, String detail, String loop, boolean isCollected, Throwable origin) {
            return false;
        }

        @Override
        public @Nullable Object cancellationThrown(String task, Throwable origin) {
            return null;
        }

        @Override
        public void awaitsCancelled(Object thrown) {}

        @Override
        public void cancellationSwallowed(Object thrown) {}

        @Override
        public void wrongThread(Object loop, String operation, String alternative, Throwable refusal) {}

        @Override
        public void swingChanges(Object changed) {}

        @Override
        public boolean selfDeadlock(
                Object loop, String mistake, String remedy, String[] chain, boolean hung, Throwable refusal) {
            told.add(mistake + " " + refusal.getMessage());
            return true;
        }

        @Override
        public boolean wantsOrigin() {
            return true;
        }
    }

    @BeforeEach
    void watchThisThread() {
        LoopscopeThread me = new LoopscopeThread(Thread.currentThread(), "toy", null, "toy", false);
        me.begin();
        LoopscopeProbes.listen(recorder);
        LoopscopeFutureProbes.listen(futures);
        LoopscopeMistakeProbes.listen(mistakes);
        LoopscopeProbes.publish(new LoopscopeThread[] {me});
    }

    @AfterEach
    void forgetIt() {
        LoopscopeProbes.publish(new LoopscopeThread[0]);
        LoopscopeProbes.listen(null);
        LoopscopeFutureProbes.listen(null);
        LoopscopeMistakeProbes.listen(null);
        LoopscopeProbes.parts(new boolean[0]);
        assertThat(LoopscopeProbes.errors()).isZero();
    }

    /** A class loader of its own, so that the class is verified as an application's is. */
    private static final class Loader extends ClassLoader {
        Loader() {
            super(PointWeaveTest.class.getClassLoader());
        }

        Class<?> define(String name, byte[] classfile) {
            return defineClass(name.replace('/', '.'), classfile, 0, classfile.length);
        }
    }

    private static byte[] classfile() throws IOException {
        return classfile(TOY);
    }

    private static byte[] classfile(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Toy.class.getResourceAsStream("/" + name + ".class"))) {
            return in.readAllBytes();
        }
    }

    private static Class<?> weave(Point... woven) throws Exception {
        return weave(TOY, woven);
    }

    private static Class<?> weave(String name, Point... woven) throws Exception {
        Points points = new Points(17);
        points.addAll(woven);
        Weaver weaver = new Weaver(points, false);
        byte[] classfile = weaver.transform(null, null, name, null, null, classfile(name));
        assertThat(weaver.lastError()).isNull();
        assertThat(weaver.missing()).isEmpty();
        Class<?> type = new Loader().define(name, Objects.requireNonNull(classfile));
        // Links and verifies.
        return Class.forName(type.getName(), true, type.getClassLoader());
    }

    private static Object instance(Class<?> type) throws Exception {
        return type.getConstructor().newInstance();
    }

    private static @Nullable Object busy(Class<?> type, int times, boolean fails) throws Exception {
        return type.getMethod("busy", int.class, long.class, double.class, boolean.class)
                .invoke(instance(type), times, 10L, 1.5, fails);
    }

    private static Point operation(String method) {
        return Point.operation(OperationKind.SLEEP, TOY, method);
    }

    @Test
    void aNormalReturnEndsTheOperationAndKeepsTheResult() throws Exception {
        Class<?> toy = weave(operation("plain"));
        assertThat(toy.getMethod("plain", int.class).invoke(instance(toy), 4)).isEqualTo(5);
        assertThat(recorder.told).containsExactly("operation 0");
    }

    @Test
    void eachOfSeveralReturnsEndsItOnce() throws Exception {
        Class<?> toy = weave(operation("busy"));
        assertThat(busy(toy, 3, false)).isEqualTo(new Toy().busy(3, 10, 1.5, false));
        assertThat(busy(toy, 1_000, false)).isEqualTo(new Toy().busy(1_000, 10, 1.5, false));
        assertThat(recorder.told).containsExactly("operation 0", "operation 0");
    }

    @Test
    void anExceptionThatLeavesEndsItAndLeaves() throws Exception {
        Class<?> toy = weave(operation("busy"));
        assertThatThrownBy(() -> busy(toy, 5, true))
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseMessage("at three");
        assertThat(recorder.told).containsExactly("operation 0");
    }

    @Test
    void aCallThatOnlyRefusesItsArgumentsWasNoOperation() throws Exception {
        Class<?> toy = weave(operation("checked"), operation("plain"));
        Method checked = toy.getMethod("checked", String.class, int.class);
        Object instance = instance(toy);
        assertThatThrownBy(() -> checked.invoke(instance, null, 0)).hasRootCauseInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> checked.invoke(instance, "a", -1))
                .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
        assertThat(recorder.told).isEmpty();
        assertThat(checked.invoke(instance, "a", 0)).isEqualTo((int) 'a');
        assertThat(toy.getMethod("plain", int.class).invoke(instance, 4)).isEqualTo(5);
        assertThat(recorder.told).containsExactly("operation 0", "operation 1");
    }

    @Test
    void aParkThatHasItsPermitIsNoOperationAndTheNextOneIs() throws Exception {
        Class<?> toy = weave(PARK);
        Object instance = instance(toy);
        Method park = toy.getMethod("plain", int.class);
        LoopscopeProbes.unparking(Thread.currentThread());
        park.invoke(instance, 1);
        assertThat(recorder.told).isEmpty();
        park.invoke(instance, 2);
        assertThat(recorder.told).containsExactly("operation 0");
    }

    @Test
    void whoWakesAParkedThreadLeavesNoPermit() throws Exception {
        LoopscopeProbes.enterPark(7);
        LoopscopeProbes.unparking(Thread.currentThread());
        LoopscopeProbes.exitPark(7);
        LoopscopeProbes.enterPark(8);
        LoopscopeProbes.exitPark(8);
        assertThat(recorder.told).containsExactly("operation 7", "operation 8");
    }

    @Test
    void unparkingAnotherThreadOrNoneIsNobodysPermit() {
        LoopscopeProbes.unparking(new Thread(() -> {}));
        LoopscopeProbes.unparking(null);
        LoopscopeProbes.enterPark(9);
        LoopscopeProbes.exitPark(9);
        assertThat(recorder.told).containsExactly("operation 9");
    }

    @Test
    void whatReturnsNullHasDoneNothing() throws Exception {
        Class<?> toy = weave(Point.operationUnlessNull(OperationKind.DATABASE, TOY, "none"));
        assertThat(toy.getMethod("none", String.class).invoke(null, (Object) null))
                .isNull();
        assertThat(recorder.told).isEmpty();
        assertThat(toy.getMethod("none", String.class).invoke(null, "some")).isEqualTo("some");
        assertThat(recorder.told).containsExactly("operation 0");
    }

    @Test
    void whatFailsInsteadOfReturningAResultHasHappened() throws Exception {
        Class<?> toy = weave(Point.operationUnlessNull(OperationKind.DATABASE, TOY, "refuse"));
        assertThatThrownBy(() -> toy.getMethod("refuse").invoke(instance(toy))).hasRootCauseMessage("refused");
        assertThat(recorder.told).containsExactly("operation 0");
    }

    @Test
    void whatLeavesAMethodIsToldWhereThatIsAskedForAndNothingElse() throws Exception {
        Class<?> toy = weave(Point.around(
                TOY,
                "busy",
                null,
                Call.ofMistakes("waitRefused", "(Ljava/lang/Throwable;Ljava/lang/String;)V", Call.THROWN, "refused"),
                true));
        assertThat(busy(toy, 3, false)).isEqualTo(new Toy().busy(3, 10, 1.5, false));
        assertThat(mistakes.told).isEmpty();
        assertThatThrownBy(() -> busy(toy, 5, true)).hasRootCauseMessage("at three");
        assertThat(mistakes.told).containsExactly("refused at three");
    }

    @Test
    void oneMethodMayHaveSeveralPoints() throws Exception {
        Class<?> toy = weave(
                Point.around(
                        TOY,
                        "busy",
                        new Call("loopEntered", "(Ljava/lang/Object;Ljava/lang/String;)V", Call.THIS, "toy"),
                        new Call("loopExited", "()V"),
                        true),
                operation("busy"),
                operation("plain"));
        assertThat(busy(toy, 3, false)).isEqualTo(new Toy().busy(3, 10, 1.5, false));
        assertThat(recorder.told).containsExactlyInAnyOrder("entered toy", "operation 1", "exited");
    }

    @Test
    void parksOfAMethodThatGathersThemAreMarkedAndOthersAreNot() throws Exception {
        Class<?> toy = weave(PARK, Point.gathers(TOY, "twice"));
        toy.getMethod("twice", int.class).invoke(instance(toy), 4);
        toy.getMethod("plain", int.class).invoke(instance(toy), 4);
        String marked = "operation " + LoopscopeThread.GATHERED;
        assertThat(recorder.told).containsExactly(marked, marked, "operation 0");
    }

    @Test
    void aParameterAfterWideOnesSaysWhetherItBlocks() throws Exception {
        Class<?> toy = weave(Point.operationIf(OperationKind.SOCKET, TOY, "blocksIf", 1));
        Object instance = instance(toy);
        toy.getMethod("blocksIf", long.class, boolean.class).invoke(instance, 1L, false);
        assertThat(recorder.told).isEmpty();
        toy.getMethod("blocksIf", long.class, boolean.class).invoke(instance, 1L, true);
        assertThat(recorder.told).containsExactly("operation 0");
    }

    private static @Nullable Object halves(Class<?> toy, Object instance, boolean blocks, boolean fails)
            throws Exception {
        try {
            toy.getMethod("halves", boolean.class, boolean.class).invoke(instance, blocks, fails);
            return "done";
        } catch (InvocationTargetException e) {
            return Objects.requireNonNull(e.getCause()).getMessage();
        }
    }

    @Test
    void anOperationInHalvesBlocksOnlyWhenItsFirstHalfSaysSoAndDoesNotThrow() throws Exception {
        Class<?> toy = weave(
                Point.operationBegins(OperationKind.SOCKET, TOY, "begin", 0),
                Point.operationEnds(OperationKind.SOCKET, TOY, "end"),
                operation("plain"));
        Object instance = instance(toy);
        assertThat(halves(toy, instance, false, false)).isEqualTo("done");
        assertThat(halves(toy, instance, true, true)).isEqualTo("closed, and would block");
        assertThat(recorder.told).isEmpty();
        assertThat(halves(toy, instance, true, false)).isEqualTo("done");
        assertThat(recorder.told).containsExactly("operation 0");
        // What failed has left no mark that would hide what follows.
        toy.getMethod("plain", int.class).invoke(instance, 4);
        assertThat(recorder.told).containsExactly("operation 0", "operation 2");
    }

    @Test
    void anOperationOnceBegunIsNoneWhenItThrowsBefore() throws Exception {
        Class<?> toy = weave(
                Point.operationOnceBegun(OperationKind.SOCKET, TOY, "onceBegun"),
                Point.operationBegun(OperationKind.SOCKET, TOY, "begin"));
        Object instance = instance(toy);
        assertThatThrownBy(() -> toy.getMethod("onceBegun", boolean.class).invoke(instance, true))
                .hasRootCauseMessage("closed, and would block");
        assertThat(recorder.told).isEmpty();
        toy.getMethod("onceBegun", boolean.class).invoke(instance, false);
        assertThat(recorder.told).containsExactly("operation 1");
    }

    /** What it calls is point 0. */
    private static Class<?> weaveWhole(boolean isPart) throws Exception {
        LoopscopeProbes.parts(new boolean[] {isPart, isPart});
        return weave(
                Point.operation(OperationKind.SOCKET, TOY, "plain"), Point.whole(OperationKind.SOCKET, TOY, "many"));
    }

    private static void many(Class<?> toy, Object instance, int times, boolean fails) throws Exception {
        toy.getMethod("many", int.class, boolean.class).invoke(instance, times, fails);
    }

    @Test
    void thePartsOfAWholeAreOneOperation() throws Exception {
        Class<?> toy = weaveWhole(true);
        Object instance = instance(toy);
        many(toy, instance, 3, false);
        assertThat(recorder.told).containsExactly("operation 0");
        many(toy, instance, 2, false);
        assertThat(recorder.told).containsExactly("operation 0", "operation 0");
    }

    @Test
    void aWholeWithoutPartsIsNone() throws Exception {
        Class<?> toy = weaveWhole(true);
        many(toy, instance(toy), 0, false);
        assertThat(recorder.told).isEmpty();
    }

    @Test
    void whatIsNoPartStaysByItselfWithinAWhole() throws Exception {
        Class<?> toy = weaveWhole(false);
        many(toy, instance(toy), 2, false);
        assertThat(recorder.told).containsExactly("operation 0", "operation 0");
    }

    @Test
    void aWholeThatThrowsEnds() throws Exception {
        Class<?> toy = weaveWhole(true);
        Object instance = instance(toy);
        assertThatThrownBy(() -> many(toy, instance, 2, true)).hasRootCauseMessage("in the end");
        assertThat(recorder.told).containsExactly("operation 0");
        toy.getMethod("plain", int.class).invoke(instance, 4);
        assertThat(recorder.told).containsExactly("operation 0", "operation 0");
    }

    @Test
    void aConstructorTellsOfItselfWhenItIsDone() throws Exception {
        Class<?> toy = weave(Point.around(
                        TOY,
                        "<init>",
                        null,
                        Call.ofFutures(
                                "failureStored",
                                "(Ljava/lang/Object;Ljava/lang/Throwable;Ljava/lang/String;)V",
                                Call.THIS,
                                2,
                                "Toy"),
                        false)
                .descriptor("(JDLjava/lang/Throwable;)V"));
        toy.getConstructor(long.class, double.class, Throwable.class)
                .newInstance(1L, 2.0, new IllegalStateException("x"));
        assertThat(futures.told).containsExactly("stored x in a Toy, Toy");
    }

    @Test
    void aConstructorIsAnOperationFromBehindItsSuperclasssOn() throws Exception {
        String name = TOY + "$Built";
        Class<?> built = weave(name, Point.operation(OperationKind.DECLARED, name, "<init>"));
        assertThat((Throwable) built.getConstructor(String.class, int.class).newInstance("x", 1))
                .hasMessage("x!");
        assertThat(recorder.told).containsExactly("operation 0");
        recorder.told.clear();
        assertThat((Throwable) built.getConstructor(String.class).newInstance("x"))
                .hasMessage("x!");
        assertThat(recorder.told)
                .as("the one that calls another leaves it at that")
                .containsExactly("operation 0");
        recorder.told.clear();
        assertThatThrownBy(() -> built.getConstructor(String.class, int.class).newInstance(null, 9))
                .hasRootCauseMessage("too big");
        assertThat(recorder.told).containsExactly("operation 0");
    }

    @Test
    void aStarIsEveryMethodButTheInitialisers() throws Exception {
        Class<?> toy = weave(operation("*"));
        Object instance = instance(toy);
        assertThat(recorder.told).isEmpty();
        toy.getMethod("plain", int.class).invoke(instance, 1);
        toy.getMethod("none", String.class).invoke(null, "x");
        assertThat(recorder.told).containsExactly("operation 0", "operation 0");
    }

    @Test
    void parametersAloneNameAnOverload() throws Exception {
        Class<?> toy = weave(
                operation("none").descriptor("(Ljava/lang/String;)"),
                operation("plain").descriptor("(J)").maybe());
        Object instance = instance(toy);
        toy.getMethod("none", String.class).invoke(null, "x");
        toy.getMethod("plain", int.class).invoke(instance, 1);
        assertThat(recorder.told).containsExactly("operation 0");
    }

    @Test
    void aReadOfAFieldIsTold() throws Exception {
        Class<?> toy = weave(Point.reads(TOY, "peek", TOY, "box", "failureRead"));
        Object instance = toy.getConstructor(long.class, double.class, Throwable.class)
                .newInstance(1L, 2.0, new IllegalStateException("x"));
        assertThat(toy.getMethod("peek").invoke(instance)).isInstanceOf(IllegalStateException.class);
        assertThat(futures.told).containsExactly("read x");
        assertThat(toy.getMethod("peek").invoke(instance(toy))).isNull();
        assertThat(futures.told).hasSize(1);
    }

    @Test
    void aResultIsTold() throws Exception {
        Class<?> toy = weave(Point.around(
                TOY,
                "offered",
                null,
                Call.ofFutures("failureOffered", "(ZLjava/lang/Throwable;)V", Call.RESULT, 0),
                false));
        Object refused =
                toy.getMethod("offered", Throwable.class).invoke(instance(toy), new IllegalStateException("late"));
        assertThat(refused).isEqualTo(false);
        assertThat(futures.told).containsExactly("refused late");
    }

    @Test
    void theWovenClassCanBeTold() throws Exception {
        Class<?> toy = weave(
                Point.around(TOY, "none", null, new Call("loggingBound", "(Ljava/lang/Class;)V", Call.OWNER), false));
        assertThat(toy.getMethod("none", String.class).invoke(null, "x")).isEqualTo("x");
        assertThat(recorder.told).containsExactly("bound Toy");
    }

    @Test
    void aReplacedBodyIsGone() throws Exception {
        Class<?> toy = weave(Point.replace(TOY, "origin", Call.ofMistakes("origin", "()Ljava/lang/Throwable;")));
        Throwable origin = (Throwable) toy.getMethod("origin").invoke(null);
        assertThat(origin).isNotInstanceOf(IllegalStateException.class);
    }

    @Test
    void onAThreadThatIsNotWatchedNothingIsTold() throws Exception {
        Class<?> toy = weave(operation("plain"));
        LoopscopeProbes.publish(new LoopscopeThread[0]);
        toy.getMethod("plain", int.class).invoke(instance(toy), 4);
        assertThat(recorder.told).isEmpty();
    }

    @Test
    void aPointThatIsNotThereIsNamedUnlessItMayBeMissing() throws IOException {
        Points points = new Points(17);
        points.addAll(
                operation("plain"),
                operation("gone"),
                operation("elsewhere").maybe(),
                operation("later").since(19));
        Weaver weaver = new Weaver(points, false);
        assertThat(weaver.transform(null, null, TOY, null, null, classfile())).isNotNull();
        assertThat(weaver.missing()).containsExactly(new MissingHook("dev.loopscope.agent.weave.Toy.gone", ""));
    }

    @Test
    void aFamilyOfLoopsIsBrokenByAPointThatIsNotThere() throws IOException {
        Points points = new Points(17);
        points.add(operation("lost"));
        points.begin("toys");
        points.addAll(
                operation("plain"), operation("gone"), operation("elsewhere").maybe());
        Weaver weaver = new Weaver(points, false);
        weaver.transform(null, null, TOY, null, null, classfile());
        assertThat(weaver.missing())
                .containsExactly(
                        new MissingHook("dev.loopscope.agent.weave.Toy.lost", ""),
                        new MissingHook("dev.loopscope.agent.weave.Toy.gone", "toys"));
        assertThat(points.isBroken("toys")).isTrue();
        assertThat(points.isBroken("others")).isFalse();
        assertThat(points.isBroken("")).isFalse();
    }

    @Test
    void aClassThatHasAllOrNoneOfItsPointsMissesOnlySome() throws IOException {
        Points none = new Points(17);
        none.allOrNone(TOY);
        none.addAll(operation("gone"), operation("lost"));
        Weaver weaver = new Weaver(none, false);
        weaver.transform(null, null, TOY, null, null, classfile());
        assertThat(weaver.missing()).isEmpty();

        Points some = new Points(17);
        some.allOrNone(TOY);
        some.addAll(operation("gone"), operation("plain"));
        weaver = new Weaver(some, false);
        weaver.transform(null, null, TOY, null, null, classfile());
        assertThat(weaver.missing())
                .extracting(MissingHook::name)
                .containsExactly("dev.loopscope.agent.weave.Toy.gone");
    }

    @Test
    void aClassFileThatCannotBeReadIsLeftAloneAndCounted() {
        Points points = new Points(17);
        points.addAll(operation("plain"));
        Weaver weaver = new Weaver(points, false);
        assertThat(weaver.transform(null, null, TOY, null, null, new byte[] {1, 2, 3}))
                .isNull();
        assertThat(weaver.errors()).isEqualTo(1);
        assertThat(weaver.transform(null, null, "com/acme/Other", null, null, new byte[] {1, 2, 3}))
                .isNull();
        assertThat(weaver.errors()).isEqualTo(1);
    }

    @Test
    void aClassOfAVersionThatIsNotKnownIsNamedAndLeftAlone() throws Exception {
        Points points = new Points(17);
        points.add(Point.operation(OperationKind.WAIT, TOY, "nothing"));
        points.onlyVersion(TOY, 2);
        Weaver weaver = new Weaver(points, false);

        assertThat(weaver.transform(null, null, TOY, null, null, classfile())).isNull();

        assertThat(weaver.missing())
                .extracting(MissingHook::name)
                .containsExactly("dev.loopscope.agent.weave.Toy of version 3, known is 2");
        points.onlyVersion(TOY, 3);
        assertThat(weaver.transform(null, null, TOY, null, null, classfile())).isNotNull();
        assertThat(weaver.errors()).isZero();
    }
}
