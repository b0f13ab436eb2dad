// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Child processes: those that are there are made by the main thread, and ended by it. */
final class ProcessProbes implements AutoCloseable {
    private static final String[] CAT = {"/bin/cat"};
    private static final String[] TRUE = {"/bin/true"};

    /** Lives as long as this. */
    private final Process cat = new ProcessBuilder(CAT).start();

    private final Process waitedFor = new ProcessBuilder(CAT).start();
    private final Process waitedForInTime = new ProcessBuilder(CAT).start();
    private final Process exiting = new ProcessBuilder(CAT).start();
    private final Process ending = new ProcessBuilder(CAT).start();
    private final Process ended = new ProcessBuilder(TRUE).start();
    private final Process complaining = new ProcessBuilder("/bin/sh", "-c", "cat >&2").start();
    private final Process unbuffered = new ProcessBuilder(CAT).start();
    private final OutputStream buffered = cat.getOutputStream();
    private final BufferedReader reader = complaining.errorReader();
    private final ProcessHandle handle = cat.toHandle();
    private final Runtime runtime = Runtime.getRuntime();

    ProcessProbes() throws IOException, InterruptedException {
        ended.waitFor();
    }

    @Override
    public void close() {
        for (Process child : List.of(cat, waitedFor, waitedForInTime, exiting, ending, complaining, unbuffered)) {
            child.toHandle().destroyForcibly();
        }
    }

    @Blocks("java.lang.ProcessBuilder.start")
    static void start() throws IOException {
        new ProcessBuilder(TRUE).start();
    }

    @Blocks("java.lang.ProcessBuilder.start")
    static void startInheriting() throws IOException {
        new ProcessBuilder(TRUE).inheritIO().start();
    }

    @Blocks("java.lang.ProcessBuilder.start")
    static void startWhatIsNotThere() {
        try {
            new ProcessBuilder("/bin/there-is-no-such-program").start();
        } catch (IOException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Silent
    static void startNothing() throws IOException {
        try {
            new ProcessBuilder().start();
        } catch (IndexOutOfBoundsException expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.lang.ProcessBuilder.startPipeline")
    static void startPipeline() throws IOException {
        ProcessBuilder.startPipeline(List.of(new ProcessBuilder(TRUE), new ProcessBuilder(CAT)));
    }

    @SuppressWarnings("deprecation") // as users write it
    @Blocks("java.lang.Runtime.exec")
    void execLine() throws IOException {
        runtime.exec("/bin/true");
    }

    @SuppressWarnings("deprecation")
    @Blocks("java.lang.Runtime.exec")
    void execLineInEnvironment() throws IOException {
        runtime.exec("/bin/true", new String[] {"A=b"}, null);
    }

    @Blocks("java.lang.Runtime.exec")
    void execWords() throws IOException {
        runtime.exec(TRUE);
    }

    @Blocks("java.lang.Runtime.exec")
    void execWordsInEnvironment() throws IOException {
        runtime.exec(TRUE, new String[] {"A=b"}, null);
    }

    @Blocks(value = "java.lang.Process.waitFor", millis = Blocks.LONG)
    void waitFor() throws InterruptedException {
        Helper.onceIWait(() -> waitedFor.getOutputStream().close());
        waitedFor.waitFor();
    }

    @Blocks(value = "java.lang.Process.waitFor", millis = Blocks.LONG)
    void waitForInTime() throws InterruptedException {
        Helper.onceIWait(() -> waitedForInTime.getOutputStream().close());
        waitedForInTime.waitFor(10, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.lang.Process.waitFor", millis = Blocks.LONG)
    void waitForInVain() throws InterruptedException {
        cat.waitFor(ThreadProbes.MILLIS, TimeUnit.MILLISECONDS);
    }

    @Silent
    void waitForEnded() throws InterruptedException {
        ended.waitFor();
    }

    @Silent
    void waitForEndedInTime() throws InterruptedException {
        ended.waitFor(1, TimeUnit.SECONDS);
    }

    @Silent
    void waitForNoTime() throws InterruptedException {
        cat.waitFor(0, TimeUnit.SECONDS);
    }

    @Blocks(value = "java.util.concurrent.CompletableFuture.get", millis = Blocks.LONG)
    void waitForExit() throws InterruptedException, ExecutionException {
        Helper.onceIWait(() -> exiting.getOutputStream().close());
        exiting.onExit().get();
    }

    @Blocks("java.io.BufferedInputStream.read")
    void readOutput() throws IOException {
        Helper.later(() -> send(cat));
        cat.getInputStream().read();
    }

    @Blocks(value = "java.io.BufferedReader.readLine", covers = "java.io.BufferedReader.lines()")
    void readErrors() throws IOException {
        Helper.later(() -> send(complaining));
        reader.readLine();
    }

    @Blocks("java.io.*InputStream.readAllBytes")
    void readToTheEnd() throws IOException {
        InputStream in = ending.getInputStream();
        Helper.later(() -> ending.getOutputStream().close());
        in.readAllBytes();
    }

    private static void send(Process child) throws IOException {
        child.getOutputStream().write("x\n".getBytes(StandardCharsets.UTF_8));
        child.getOutputStream().flush();
    }

    @Blocks("java.io.BufferedOutputStream.flush")
    void writeAndFlush() throws IOException {
        buffered.write(1);
        buffered.flush();
    }

    @Blocks(value = "java.io.BufferedOutputStream.write", covers = "java.io.OutputStream.write(byte[])")
    void writeMuch() throws IOException {
        unbuffered.getOutputStream().write(new byte[10_000], 0, 10_000);
    }

    @Silent
    void writeIntoTheBuffer() throws IOException {
        complaining.getOutputStream().write(1);
    }

    @Blocks("java.lang.ProcessHandle.allProcesses")
    static void listProcesses() {
        ProcessHandle.allProcesses();
    }

    @Blocks("java.lang.ProcessHandle.children")
    static void listChildren() {
        ProcessHandle.current().children();
    }

    @Blocks("java.lang.ProcessHandle.descendants")
    static void listDescendants() {
        ProcessHandle.current().descendants();
    }

    @Blocks("java.lang.Process.children")
    void listChildrenOfChild() {
        cat.children();
    }

    @Blocks("java.lang.Process.descendants")
    void listDescendantsOfChild() {
        cat.descendants();
    }

    @Blocks("java.lang.Process.info")
    void info() {
        cat.info();
    }

    @Blocks("java.lang.ProcessHandle.info")
    void infoOfHandle() {
        handle.info();
    }

    @Silent
    void askOneThing() {
        if (!cat.isAlive() || !handle.isAlive() || handle.pid() != cat.pid() || !cat.supportsNormalTermination()) {
            throw new IllegalStateException();
        }
        handle.parent();
        ProcessHandle.of(handle.pid());
    }

    @Silent
    void askForExit() {
        if (cat.onExit().isDone() || handle.onExit().isDone()) {
            throw new IllegalStateException();
        }
    }

    @Silent
    void askForExitValue() {
        ended.exitValue();
    }

    @Silent
    void zDestroy() {
        cat.destroy();
    }

    @Silent
    void zDestroyForcibly() {
        unbuffered.destroyForcibly();
    }
}
