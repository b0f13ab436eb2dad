// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void readsEveryKindOfValue() throws JsonReader.BadJson {
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        expected.put("s", "\"\\/\b\f\n\r\t\u00e9\ud83d\ude00");
        expected.put("n", -12.5e3);
        expected.put("t", true);
        expected.put("f", false);
        expected.put("z", null);
        expected.put("a", Arrays.asList(1.0, List.of(), Map.of()));
        assertThat(JsonReader.read(
                        " { \"s\" : \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\ude00\" , \"n\":-12.5e3,\"t\":true,"
                                + "\"f\":false,\"z\":null,\"a\":[1,[],{}]}\r"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "{", "}", "[", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "\"", "\"\\x\"", "\"\\u12g4\"",
                "\"\\u12", "tru", "nul", "1 2", "-", "1e", "{} x", "[1 2]", "{\"a\":1 \"b\":2}", "\"\n\"", "'a'", "\0"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> JsonReader.read(text))
                .isInstanceOf(JsonReader.BadJson.class)
                .hasMessageContaining("at column");
    }

    @Test
    void refusesEveryCutOffRecordWithoutACrash() {
        String text = "{\"a\":[true,null,-1.5,{\"b\":\"x\\u0041\\n\"}]}";
        for (int i = 0; i < text.length(); i++) {
            String cut = text.substring(0, i);
            assertThatThrownBy(() -> JsonReader.read(cut)).isInstanceOf(JsonReader.BadJson.class);
        }
    }

    @Test
    void deepNestingDoesNotOverflowTheStack() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000))).hasMessageContaining("nested too deeply");
    }

    @Test
    void readsWhatAnotherWriterWrites() throws JsonReader.BadJson {
        Gson gson = new GsonBuilder().disableHtmlEscaping().create();
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(10); n > 0; n--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x10000)));
            }
            assertThat(JsonReader.read(gson.toJson(Map.of(text.toString(), List.of(text.toString())))))
                    .isEqualTo(Map.of(text.toString(), List.of(text.toString())));
        }
    }
}
