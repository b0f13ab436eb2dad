// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.allow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.option.DetectorIds;
import dev.loopscope.agent.report.Diagnostic;
import dev.loopscope.agent.report.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowFileTest {
    private static Allowances parse(String text) {
        return AllowFile.parse("allow.txt", text, DetectorIds.ALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocking-call com.acme.Legacy#load op=java.io.FileOutputStream.write thread=x-* until=2027-03-01"
                        + " reason=\"ACME-12\"",
                "blocking-call * reason=ACME-12",
                "blocking-call com.acme.* reason=\"x\"",
                "disallow blocking-call com.acme.A#b op=Thread.sleep thread=x-* reason=x",
                "blocking-call com.acme.A$Inner#<init> reason=\"say \\\"why\\\"\"",
                "blocking-call com.acme.A#<clinit>\treason=x",
                "  * com.acme.A#b   reason=x  ",
                "fingerprint=5be0d2f1 reason=x",
                "slow-callback fingerprint=#5be0d2f1 reason=x",
                "reason=\"first\" thread=\"pool 1\" blocking-call com.acme.A",
                "blocking-call com.acme.Prices#load until=2026-12-31 reason=\"...\"",
            })
    void acceptsTheGrammarAndKeepsTheLineAsWritten(String line) {
        Allowances allowances = parse("# comment\n\n   # another\r\n" + line + "\r\n");
        assertThat(allowances.problems()).isEmpty();
        assertThat(allowances.unused()).containsExactly(line.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "blocking-cal * reason=x|unknown detector blocking-cal, did you mean blocking-call?",
                "blocking-call reason=x|no place, expected com.acme.Legacy#load, * or fingerprint=5be0d2f1.",
                "reason=x|no detector id, expected one such as blocking-call com.acme.Legacy#load.",
                "blocking-call *|no reason, expected reason=\"...\".",
                "blocking-call * reason=\" \"|no reason, expected reason=\"...\".",
                "blocking-call * reason=|reason= has no value.",
                "blocking-call * reason=\"x|the quote is not closed.",
                "blocking-call * reason=\"x\"y|a space is missing after the closing quote.",
                "blocking-call * rason=x|unknown rason=, did you mean reason=?",
                "blocking-call * reason=x reason=y|reason= is there twice.",
                "blocking-call * until=2027-02-30 reason=x|until=2027-02-30 is no date such as 2027-03-01.",
                "blocking-call * until=1.3.2027 reason=x|until=1.3.2027 is no date such as 2027-03-01.",
                "blocking-call * until=2027-0a-01 reason=x|until=2027-0a-01 is no date such as 2027-03-01.",
                "blocking-call com.acme.A#b(A.java:3) reason=x|com.acme.A#b(A.java:3) is no place, expected"
                        + " com.acme.Legacy#load, com.acme.* or *.",
                "blocking-call #load reason=x|#load is no place, expected com.acme.Legacy#load, com.acme.* or *.",
                "blocking-call A# reason=x|A# is no place, expected com.acme.Legacy#load, com.acme.* or *.",
                "blocking-call A#b because reason=x|unexpected because, expected op=, thread=, until=, reason=.",
                "disallow fingerprint=5be0d2f1 reason=x|disallow takes a place, and neither fingerprint= nor until=.",
                "disallow blocking-call A#b until=2027-03-01 reason=x|disallow takes a place, and neither fingerprint="
                        + " nor until=.",
                "fingerprint=xyz reason=x|fingerprint=xyz is not eight hex digits in lower case.",
            })
    void namesWhatIsWrongWithFileAndLineAndKeepsTheOthers(String line, String problem) {
        Allowances allowances = parse("slow-poll * reason=ok\n" + line + "\nslow-callback * reason=ok");
        assertThat(allowances.problems()).containsExactly("allow.txt:2: " + problem + " Line ignored.");
        assertThat(allowances.unused()).hasSize(2);
    }

    @Test
    void readsAFile(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("allow.txt");
        Files.writeString(file, "\uFEFFslow-poll * reason=ok\nx");
        Allowances allowances = AllowFile.read(file);
        assertThat(allowances.unused()).containsExactly("slow-poll * reason=ok");
        assertThat(allowances.problems()).singleElement().asString().startsWith(file + ":2: unknown detector x");
    }

    @Test
    void aFileThatCannotBeReadAllowsNothing(@TempDir Path dir) {
        Path missing = dir.resolve("none");
        assertThat(AllowFile.read(missing).problems())
                .containsExactly("option allow: there is no file " + missing + ". Nothing is allowed.");
        assertThat(AllowFile.read(dir).problems())
                .singleElement()
                .asString()
                .startsWith("option allow: cannot read " + dir);
        assertThat(AllowFile.read("a\0b").isEmpty()).isTrue();
    }

    @Test
    void findPrefersTheLineThatLastsLongest() {
        Diagnostic diagnostic = Diagnostic.of("slow-poll", Level.WARN).build();
        assertThat(parse("""
                        slow-poll * until=2026-01-01 reason=a
                        slow-poll * until=2027-01-01 reason=b
                        slow-poll * until=2025-01-01 reason=c
                        """).find(diagnostic)).hasToString("slow-poll * until=2027-01-01 reason=b");
        assertThat(parse("slow-poll * until=2026-01-01 reason=a\nslow-poll * reason=b")
                        .find(diagnostic))
                .hasToString("slow-poll * reason=b");
        assertThat(parse("slow-callback * reason=a").find(diagnostic)).isNull();
        assertThat(Allowances.none().find(diagnostic)).isNull();
    }

    @Test
    void usedAndUnusedLinesAreKeptApart() {
        Allowances allowances = parse("slow-poll * reason=a\nslow-callback * reason=b");
        Allowance found = Objects.requireNonNull(
                allowances.find(Diagnostic.of("slow-poll", Level.WARN).build()));
        assertThat(allowances.used()).isEmpty();
        found.markUsed();
        assertThat(found.location()).isEqualTo("allow.txt:1");
        assertThat(allowances.used()).containsExactly("slow-poll * reason=a");
        assertThat(allowances.unused()).containsExactly("slow-callback * reason=b");
    }
}
