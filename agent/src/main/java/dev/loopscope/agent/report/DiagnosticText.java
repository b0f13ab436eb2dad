// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.report;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a finding: a first line that stands alone, then indented details, without level and logger and without a
 * line end at the end. The one place that words what all text sinks share. Any thread.
 *
 * <p>Control characters become spaces, so that no name or message can forge a line of the log.
 */
public final class DiagnosticText {
    private static final String INDENT = "\n    ";
    private static final String DEEPER = "\n        ";
    private static final String YOURS = "   <- your line";
    private static final int MAX_FRAMES = 8;
    private static final int MAX_CREATION_FRAMES = 4;
    /** A copied allow line must not outlive the month in which it can still be remembered; a guess. */
    private static final int ALLOW_WEEKS = 4;

    private DiagnosticText() {}

    /** As {@link #render(Diagnostic, LocalDate, boolean)}, today and in full. */
    public static String render(Diagnostic diagnostic) {
        return render(diagnostic, LocalDate.now(ZoneOffset.UTC), diagnostic.kind() == Kind.UPDATE);
    }

    /**
     * The whole event.
     *
     * @param brief leaves out what an earlier line of the same incident has said: the stack, who holds the lock, what to
     *     do and how to allow it
     */
    public static String render(Diagnostic diagnostic, LocalDate today, boolean brief) {
        StringBuilder out = new StringBuilder(1024);
        firstLine(out, diagnostic);
        if (diagnostic.kind() == Kind.REMINDER) {
            return out.toString();
        }
        String first = out.toString();
        if (!brief) {
            frames(out, diagnostic);
            callback(out, diagnostic);
            waitedIn(out, diagnostic);
            blocker(out, diagnostic);
            createdAt(out, diagnostic, first);
        }
        failed(out, diagnostic);
        attribution(out, diagnostic.attribution());
        List<String> notes = diagnostic.notes();
        for (int i = 0; i < notes.size(); i++) {
            text(out.append(INDENT), notes.get(i));
        }
        String fix = diagnostic.fix();
        if (!brief && fix != null) {
            text(out.append(INDENT).append("fix: "), fix);
        }
        if (!brief) {
            allow(out, diagnostic, today);
        }
        return out.toString();
    }

    private static void firstLine(StringBuilder out, Diagnostic diagnostic) {
        text(out, diagnostic.message());
        String callback = diagnostic.callback();
        if (callback != null && isHandle(callback) && !diagnostic.message().contains(callback)) {
            text(out.append(" ["), callback);
            out.append(']');
        }
        String incident = diagnostic.incident();
        if (incident != null) {
            text(out.append(" incident="), incident);
        }
        if (!diagnostic.fingerprint().isEmpty()) {
            out.append(" #").append(diagnostic.fingerprint());
        }
    }

    /** A loop's own description, {@code <Task 'x' created at X.java:30>}; a bare class name gets a line of its own. */
    private static boolean isHandle(String callback) {
        return callback.startsWith("<");
    }

    private static void frames(StringBuilder out, Diagnostic diagnostic) {
        ExceptionText exception = diagnostic.exception();
        String frame = diagnostic.frame();
        if (exception != null) {
            text(out.append(INDENT), exception.type());
            String message = exception.message();
            if (message != null) {
                text(out.append(": "), message);
            }
            frames(out, DEEPER, exception.stack(), 0, exception.stack().size(), frame);
            return;
        }
        List<String> stack = diagnostic.stack();
        int start = frame == null ? -1 : stack.indexOf(frame);
        frames(out, INDENT, stack, Math.max(start, 0), stack.size(), frame);
    }

    private static void frames(
            StringBuilder out, String indent, List<String> stack, int start, int size, @Nullable String yours) {
        int end = yours == null ? size : withoutMachinery(stack, Math.max(start, stack.indexOf(yours)), size);
        int shown = end - start > MAX_FRAMES ? start + MAX_FRAMES : end;
        boolean marked = false;
        for (int i = start; i < shown; i++) {
            text(out.append(indent).append("at "), stack.get(i));
            if (!marked && stack.get(i).equals(yours)) {
                out.append(YOURS);
                marked = true;
            }
        }
        if (shown < end) {
            out.append(indent).append("... ").append(end - shown).append(" more");
        }
    }

    /** Where the loop that called the application begins, or the JDK's part that did. */
    private static int withoutMachinery(List<String> stack, int yours, int size) {
        int end = Math.min(yours + 1, size);
        while (end < size && !isLoop(stack.get(end))) {
            end++;
        }
        while (end > yours + 1 && Frames.isJdk(stack.get(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isLoop(String frame) {
        return frame.startsWith("dev.loopscope.loop.")
                || frame.startsWith("io.netty.")
                || frame.startsWith("io.vertx.core.");
    }

    private static void callback(StringBuilder out, Diagnostic diagnostic) {
        String callback = diagnostic.callback();
        if (callback != null && !isHandle(callback)) {
            text(out.append(INDENT).append("callback: "), callback);
        }
    }

    private static void waitedIn(StringBuilder out, Diagnostic diagnostic) {
        String operation = diagnostic.operation();
        String via = diagnostic.via();
        if (operation != null && via != null) {
            text(out.append(INDENT).append("waited in: "), simple(operation));
            text(out.append(" <- "), Frames.place(via));
        }
    }

    /** {@code Thread.sleep} for {@code java.lang.Thread.sleep}; what is no method name stays as it is. */
    private static String simple(String operation) {
        if (operation.indexOf(' ') >= 0 || operation.indexOf('(') >= 0) {
            return operation;
        }
        int dot = operation.lastIndexOf('.', operation.lastIndexOf('.') - 1);
        return operation.substring(dot + 1);
    }

    private static void blocker(StringBuilder out, Diagnostic diagnostic) {
        Blocker blocker = diagnostic.blocker();
        if (blocker != null) {
            text(out.append(INDENT).append("lock: "), blocker.lock());
            if (blocker.isMonitor()) {
                out.append(" (monitor)");
            }
            String thread = blocker.thread();
            if (thread == null) {
                out.append(", held by a thread this JDK does not name");
            } else {
                text(out.append(", held by "), thread);
            }
            List<String> stack = blocker.stack();
            if (!stack.isEmpty()) {
                int application = 0;
                while (application < stack.size() - 1 && Frames.isJdk(stack.get(application))) {
                    application++;
                }
                text(out.append(" at "), stack.get(Frames.isJdk(stack.get(application)) ? 0 : application));
            }
        }
        List<String> chain = diagnostic.chain();
        for (int i = 0; i < chain.size(); i++) {
            text(out.append(i == 0 ? INDENT : " -> ").append(i == 0 ? "chain: " : ""), chain.get(i));
        }
    }

    private static void createdAt(StringBuilder out, Diagnostic diagnostic, String first) {
        List<String> site = diagnostic.createdAt();
        boolean isInFirstLine = site.size() == 1 && first.contains(Frames.location(site.get(0)));
        // Where the object was made may be all there is to show.
        boolean isShown = diagnostic.exception() == null && diagnostic.stack().containsAll(site);
        if (site.isEmpty() || isInFirstLine || isShown) {
            return;
        }
        text(out.append(INDENT).append("created at: "), site.get(0));
        if (site.get(0).equals(diagnostic.frame())) {
            out.append(YOURS);
        }
        int shown = Math.min(site.size(), MAX_CREATION_FRAMES);
        for (int i = 1; i < shown; i++) {
            text(out.append(DEEPER).append("at "), site.get(i));
        }
        if (shown < site.size()) {
            out.append(DEEPER).append("... ").append(site.size() - shown).append(" more");
        }
    }

    /** A thread's name; virtual ones have none unless somebody gives them one. */
    public static String named(@Nullable String thread) {
        return thread == null || thread.isEmpty() ? "a thread without a name" : thread;
    }

    private static void failed(StringBuilder out, Diagnostic diagnostic) {
        String failedAt = diagnostic.failedAt();
        String droppedAt = diagnostic.droppedAt();
        if (failedAt != null) {
            text(out.append(INDENT).append("failed on "), named(diagnostic.thread()));
            text(out.append(" at "), timeOfDay(failedAt));
        }
        if (droppedAt != null) {
            text(out.append(failedAt == null ? INDENT : ", ").append("collected "), timeOfDay(droppedAt));
        }
    }

    /** {@code 10:31:55Z} for {@code 2026-11-02T10:31:55.120Z}; what is no time stays as it is. */
    private static String timeOfDay(String time) {
        boolean isTime = time.length() >= 20 && time.charAt(10) == 'T' && time.endsWith("Z") && time.charAt(13) == ':';
        return isTime ? time.substring(11, 19).concat("Z") : time;
    }

    private static void attribution(StringBuilder out, @Nullable Attribution a) {
        if (a == null) {
            return;
        }
        String[] names = {"lock", "cpu", "parked", "io", "gc", "class loading", "not scheduled", "other"};
        double[] parts = {
            a.lockMs(), a.cpuMs(), a.parkedMs(), a.ioMs(), a.gcMs(), a.classLoadMs(), a.notScheduledMs(), a.otherMs()
        };
        double total = 0;
        for (int i = 0; i < parts.length; i++) {
            total += parts[i];
        }
        boolean seconds = total >= 2000;
        out.append(INDENT).append("held ");
        amount(out, total, seconds);
        out.append(seconds ? " s" : " ms");
        String separator = " = ";
        for (int n = 0; n < parts.length; n++) {
            int largest = 0;
            for (int i = 1; i < parts.length; i++) {
                if (parts[i] > parts[largest]) {
                    largest = i;
                }
            }
            // What would be printed as zero is left out.
            if (parts[largest] < (seconds ? 5 : 0.5)) {
                return;
            }
            amount(out.append(separator).append(names[largest]).append(' '), parts[largest], seconds);
            parts[largest] = 0;
            separator = " + ";
        }
    }

    private static void amount(StringBuilder out, double millis, boolean seconds) {
        if (seconds) {
            decimal(out, Math.round(millis / 10), 2);
        } else {
            out.append(Math.round(millis));
        }
    }

    private static void allow(StringBuilder out, Diagnostic diagnostic, LocalDate today) {
        String frame = diagnostic.frame();
        // An error is to be repaired, and a stall is allowed by allowing what it ends in.
        if (frame == null
                || diagnostic.kind() != Kind.FINDING
                || diagnostic.level() != Level.WARN
                || diagnostic.id().equals("loop-stalled")) {
            return;
        }
        LocalDate until = today.plusWeeks(ALLOW_WEEKS);
        out.append(INDENT).append("allow: ").append(diagnostic.id()).append(' ');
        String place = diagnostic.place();
        if (place == null) {
            text(out, Frames.stableClassName(frame));
            text(out.append('#'), Frames.stableMethodName(frame));
        } else {
            text(out, place);
        }
        out.append(" until=")
                .append(until.withDayOfMonth(until.lengthOfMonth()))
                .append(" reason=\"...\"");
    }

    /**
     * Three digits or so for a reader: {@code 0.31 ms}, {@code 4.2 ms}, {@code 1002 ms}, {@code 2.97 s}, {@code 12.3 s},
     * {@code 3 min 20 s}, {@code 2 h 5 min}.
     */
    public static String duration(long nanos) {
        StringBuilder out = new StringBuilder(16);
        if (nanos < 1_000_000) {
            decimal(out, (nanos + 5_000) / 10_000, 2);
            return out.append(" ms").toString();
        }
        if (nanos < 10_000_000) {
            decimal(out, (nanos + 50_000) / 100_000, 1);
            return out.append(" ms").toString();
        }
        long millis = (nanos + 500_000) / 1_000_000;
        if (millis < 2_000) {
            return out.append(millis).append(" ms").toString();
        }
        if (millis < 100_000) {
            boolean two = millis < 10_000;
            decimal(out, two ? (millis + 5) / 10 : (millis + 50) / 100, two ? 2 : 1);
            return out.append(" s").toString();
        }
        long seconds = (millis + 500) / 1_000;
        if (seconds < 7_200) {
            return out.append(seconds / 60)
                    .append(" min ")
                    .append(seconds % 60)
                    .append(" s")
                    .toString();
        }
        return out.append(seconds / 3_600)
                .append(" h ")
                .append(seconds / 60 % 60)
                .append(" min")
                .toString();
    }

    private static void decimal(StringBuilder out, long scaled, int decimals) {
        long unit = decimals == 1 ? 10 : 100;
        out.append(scaled / unit).append('.');
        if (decimals == 2 && scaled % unit < 10) {
            out.append('0');
        }
        out.append(scaled % unit);
    }

    /** What somebody else has worded, without its line ends and other control characters. */
    public static String oneLine(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text(out, text);
        return out.toString();
    }

    private static void text(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
    }
}
