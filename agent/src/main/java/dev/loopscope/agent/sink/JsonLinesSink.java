// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import dev.loopscope.agent.report.Attribution;
import dev.loopscope.agent.report.Blocker;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.ExceptionText;
import dev.loopscope.agent.report.Kind;
import dev.loopscope.agent.report.RunEnd;
import dev.loopscope.agent.report.RunStart;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The JSON Lines file, schema version 1: what is in a record, and in which order. */
public final class JsonLinesSink implements Sink {
    private static final int VERSION = 1;
    private static final int MAX_FRAMES = 64;

    private final ReportFile file;
    private final LongSupplier millisClock;
    private final Json json = new Json();
    private String run = "";
    private long seq;

    JsonLinesSink(ReportFile file, LongSupplier millisClock) {
        this.file = file;
        this.millisClock = millisClock;
    }

    /**
     * Opens the file for appending, and creates it if need be. At start-up.
     *
     * @param report the option's value; {@code %p} becomes {@code pid}
     * @param onProblem told once, on the reporter's thread, when the file cannot be written any more
     * @throws IOException with a message for the user that names the file
     */
    public static JsonLinesSink open(String report, long pid, Consumer<String> onProblem) throws IOException {
        String name = report.replace("%p", Long.toString(pid));
        return new JsonLinesSink(ReportFile.open(name, onProblem), new Clock());
    }

    @Override
    public void start(RunStart start) {
        run = start.run();
        begin("start");
        json.field("pid", start.pid())
                .field("agent", start.agentVersion())
                .field("jdk", start.jdk())
                .field("mode", start.mode())
                .open("detectors");
        for (Map.Entry<String, String> detector : start.detectors().entrySet()) {
            json.field(detector.getKey(), detector.getValue());
        }
        json.close().array("hooksMissing", start.hooksMissing(), Integer.MAX_VALUE);
        write();
    }

    /** Not a record. */
    @Override
    public void line(Notice notice) {}

    @Override
    public void accept(Diagnostic diagnostic) {
        begin(kind(diagnostic.kind()));
        json.field("id", diagnostic.id())
                .field("level", diagnostic.level().name())
                .field("message", diagnostic.message())
                .field("thread", diagnostic.thread())
                .field("loop", diagnostic.loop())
                .field("frame", diagnostic.frame())
                .array("stack", diagnostic.stack(), MAX_FRAMES)
                .field("fingerprint", diagnostic.fingerprint())
                .field("count", diagnostic.count())
                .optional("operation", diagnostic.operation())
                .optional("via", diagnostic.via());
        if (diagnostic.durationNanos() >= 0) {
            json.nanos("durationMs", diagnostic.durationNanos());
        }
        json.optional("state", diagnostic.state())
                .optional("callback", diagnostic.callback())
                .optional("createdAt", diagnostic.createdAt(), MAX_FRAMES)
                .optional("failedAt", diagnostic.failedAt())
                .optional("droppedAt", diagnostic.droppedAt());
        exception(diagnostic);
        attribution(diagnostic);
        blocker(diagnostic);
        json.optional("chain", diagnostic.chain(), Integer.MAX_VALUE)
                .optional("incident", diagnostic.incident())
                .optional("fix", diagnostic.fix());
        write();
    }

    private void exception(Diagnostic diagnostic) {
        ExceptionText exception = diagnostic.exception();
        if (exception != null) {
            json.open("exception")
                    .field("type", exception.type())
                    .field("message", exception.message())
                    .array("stack", exception.stack(), MAX_FRAMES)
                    .close();
        }
    }

    private void blocker(Diagnostic diagnostic) {
        Blocker blocker = diagnostic.blocker();
        if (blocker != null) {
            json.open("blocker")
                    .field("thread", blocker.thread())
                    .field("lock", blocker.lock())
                    .array("stack", blocker.stack(), MAX_FRAMES)
                    .close();
        }
    }

    private void attribution(Diagnostic diagnostic) {
        Attribution parts = diagnostic.attribution();
        if (parts != null) {
            json.open("attribution")
                    .millis("cpuMs", parts.cpuMs())
                    .millis("lockMs", parts.lockMs())
                    .millis("parkedMs", parts.parkedMs())
                    .millis("ioMs", parts.ioMs())
                    .millis("gcMs", parts.gcMs())
                    .millis("classLoadMs", parts.classLoadMs())
                    .millis("notScheduledMs", parts.notScheduledMs())
                    .millis("otherMs", parts.otherMs())
                    .close();
        }
    }

    @Override
    public void end(RunEnd end) {
        begin("end");
        json.open("counts");
        List<RunEnd.Tally> tallies = end.tallies();
        for (int i = 0; i < tallies.size(); i++) {
            RunEnd.Tally tally = tallies.get(i);
            json.open(tally.fingerprint())
                    .field("id", tally.id())
                    .field("count", tally.count())
                    .nanos("totalMs", tally.totalNanos())
                    .nanos("worstMs", tally.worstNanos())
                    .field("message", tally.message())
                    .close();
        }
        json.close()
                .field("agentErrors", end.agentErrors())
                .field("dropped", end.dropped())
                .array("allowancesUsed", end.allowancesUsed(), Integer.MAX_VALUE)
                .array("allowancesUnused", end.allowancesUnused(), Integer.MAX_VALUE);
        write();
        file.close();
    }

    private static String kind(Kind kind) {
        if (kind == Kind.UPDATE) {
            return "update";
        }
        return kind == Kind.REMINDER ? "reminder" : "finding";
    }

    private void begin(String kind) {
        json.reset()
                .open()
                .field("v", VERSION)
                .field("kind", kind)
                .field("time", UtcTime.format(millisClock.getAsLong()))
                .field("run", run)
                .field("seq", ++seq);
    }

    private void write() {
        file.write(json.close());
    }

    /** A lambda would cost more at start-up. */
    private static final class Clock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.currentTimeMillis();
        }
    }
}
