// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record of kind finding, update or reminder, read by a JSON library that is not the agent's. */
record Finding(JsonObject json) {
    private String text(String key) {
        String value = textOrNull(key);
        if (value == null) {
            throw new AssertionError("no " + key + " in " + json);
        }
        return value;
    }

    private @Nullable String textOrNull(String key) {
        JsonElement value = json.get(key);
        return value == null || value.isJsonNull() ? null : value.getAsString();
    }

    private List<String> texts(@Nullable JsonElement array) {
        List<String> texts = new ArrayList<>();
        if (array != null) {
            array.getAsJsonArray().forEach(text -> texts.add(text.getAsString()));
        }
        return texts;
    }

    String kind() {
        return text("kind");
    }

    Instant time() {
        return Instant.parse(text("time"));
    }

    String id() {
        return text("id");
    }

    String level() {
        return text("level");
    }

    String message() {
        return text("message");
    }

    String thread() {
        return text("thread");
    }

    @Nullable
    String loop() {
        return textOrNull("loop");
    }

    @Nullable
    String frame() {
        return textOrNull("frame");
    }

    /** {@code Operations.sleep} of the frame {@code dev.loopscope.app.Operations.sleep(Operations.java:41)}. */
    String place() {
        String frame = frame();
        if (frame == null) {
            return "";
        }
        String method = frame.substring(0, frame.indexOf('('));
        return method.substring(method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1);
    }

    List<String> stack() {
        return texts(json.get("stack"));
    }

    List<String> createdAt() {
        return texts(json.get("createdAt"));
    }

    String fingerprint() {
        return text("fingerprint");
    }

    int count() {
        return json.get("count").getAsInt();
    }

    @Nullable
    String operation() {
        return textOrNull("operation");
    }

    @Nullable
    String via() {
        return textOrNull("via");
    }

    @Nullable
    String callback() {
        return textOrNull("callback");
    }

    @Nullable
    String incident() {
        return textOrNull("incident");
    }

    @Nullable
    String fix() {
        return textOrNull("fix");
    }

    double durationMs() {
        JsonElement value = json.get("durationMs");
        return value == null ? -1 : value.getAsDouble();
    }

    double attribution(String part) {
        return json.getAsJsonObject("attribution").get(part).getAsDouble();
    }

    @Nullable
    String blockerThread() {
        JsonObject blocker = json.getAsJsonObject("blocker");
        return blocker == null ? null : blocker.get("thread").getAsString();
    }

    List<String> blockerStack() {
        JsonObject blocker = json.getAsJsonObject("blocker");
        return blocker == null ? List.of() : texts(blocker.get("stack"));
    }

    /** Who waits for whom. */
    List<String> chain() {
        return texts(json.get("chain"));
    }

    String exceptionType() {
        return json.getAsJsonObject("exception").get("type").getAsString();
    }

    @Nullable
    String exceptionMessage() {
        JsonElement message = json.getAsJsonObject("exception").get("message");
        return message == null || message.isJsonNull() ? null : message.getAsString();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
