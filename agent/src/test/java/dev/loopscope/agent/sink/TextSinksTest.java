// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.Level;
import dev.loopscope.agent.report.RunEnd;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class TextSinksTest {
    private static final Diagnostic WARN = Diagnostic.of("slow-callback", Level.WARN)
            .message("m {0}")
            .fingerprint("00000001")
            .notes(List.of("note"))
            .build();
    private static final Diagnostic ERROR =
            Diagnostic.of("wrong-thread", Level.ERROR).message("e").build();
    private static final RunEnd END = new RunEnd(List.of(), 0, 0, List.of(), List.of());

    @Test
    void stderrHasLevelAndLoggerBeforeTheText() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StderrSink sink = new StderrSink(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        sink.line(new Notice(false, "banner"));
        sink.line(new Notice(true, "no loop"));
        sink.accept(WARN);
        sink.accept(ERROR);
        sink.end(END);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        INFO loopscope - banner
                        WARN loopscope - no loop
                        WARN loopscope.slow-callback - m {0} #00000001
                            note
                        ERROR loopscope.wrong-thread - e
                        """);
    }

    @Test
    void julHasALoggerPerDetectorAndNamesNoCaller() {
        List<LogRecord> entries = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                entries.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("loopscope");
        root.setUseParentHandlers(false);
        root.addHandler(handler);
        try {
            JulLog log = new JulLog();
            assertThat(log.isOpen()).isTrue();
            log.write(Event.of(new Notice(false, "banner")));
            log.write(Event.of(WARN));
            log.write(Event.of(ERROR));
            root.removeHandler(handler);
            assertThat(log.isOpen()).isFalse();
        } finally {
            root.removeHandler(handler);
            root.setUseParentHandlers(true);
        }
        assertThat(entries)
                .extracting(LogRecord::getLoggerName)
                .containsExactly("loopscope", "loopscope.slow-callback", "loopscope.wrong-thread");
        assertThat(entries)
                .extracting(entry -> entry.getLevel().getName())
                .containsExactly("INFO", "WARNING", "SEVERE");
        assertThat(entries.get(1).getMessage()).isEqualTo("m {0} #00000001\n    note");
        assertThat(entries).extracting(LogRecord::getSourceClassName).containsOnlyNulls();
    }
}
