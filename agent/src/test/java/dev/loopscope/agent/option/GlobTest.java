// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "loop-0, loop-0",
        "loop-*, loop-0",
        "loop-*, loop-",
        "*, anything",
        "*, ''",
        "**, x",
        "*-3, vert.x-eventloop-thread-3",
        "*event*3, vert.x-eventloop-thread-3",
        "loop-?, loop-7",
        "a*b*c, aXbYbZc",
        "a*b*c, abc",
        "com.acme.*, com.acme.x.Y",
        "'', ''",
    })
    void matches(String glob, String text) {
        assertThat(Glob.matches(glob, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "loop-0, loop-00",
        "loop-0, xloop-0",
        "loop-?, loop-",
        "loop-?, loop-10",
        "*-3, thread-33",
        "a*b*c, acb",
        "com.acme.*, com.acmeX",
        "loop.0, loop-0",
        "'', x",
        "x, ''",
    })
    void staysSilent(String glob, String text) {
        assertThat(Glob.matches(glob, text)).isFalse();
    }

    @Test
    void manyStarsDoNotExplode() {
        assertThat(Glob.matches("*a".repeat(40) + "b", "a".repeat(4_000))).isFalse();
    }

    @Test
    void nulInTheTextIsNoWildcard() {
        assertThat(Glob.matches("a", "a\0")).isFalse();
        assertThat(Glob.matches("a*", "a\0")).isTrue();
    }

    @Test
    void anyOfSeveralIsEnough() {
        assertThat(Glob.anyMatches(List.of("a", "b*"), "bc")).isTrue();
        assertThat(Glob.anyMatches(List.of("a", "b*"), "c")).isFalse();
        assertThat(Glob.anyMatches(List.of(), "c")).isFalse();
    }
}
