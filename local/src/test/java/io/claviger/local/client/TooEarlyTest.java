package io.claviger.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class TooEarlyTest {

    private final List<Duration> told = new ArrayList<>();

    @Test
    void readsFromWhenOnAChangeIsAllowed() {
        assertThat(TooEarly.allowedFrom(refused(
                        "REQ_TOO_EARLY_ERR", "Key 1 can be enabled from 2026-11-22T15:47:15.921845Z on, 30s after")))
                .contains(Instant.parse("2026-11-22T15:47:15.921845Z"));
        assertThat(TooEarly.allowedFrom(refused("KEY_ACTION_INVALID_STATE_ERR", "from now on, never")))
                .isEmpty();
        assertThat(TooEarly.allowedFrom(answer(200, ""))).isEmpty();
    }

    @Test
    void waitsUntilThenAndChangesOnce() {
        // Given a key that can be enabled in a moment, later than it takes to read that
        Instant from = Instant.now().plusSeconds(1);
        Deque<Answer> answers = new ArrayDeque<>(List.of(
                refused("REQ_TOO_EARLY_ERR", "Key 1 can be enabled from " + from + " on, 30s after"), answer(200, "")));

        // When
        Answer answer = TooEarly.waitedFor(answers::remove, told::add);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Instant.now()).isAfter(from);
        assertThat(told).hasSize(1);
    }

    @Test
    void failsAtOnceWhenItIsRefusedForAnythingElse() {
        assertThatThrownBy(() -> TooEarly.waitedFor(() -> refused("KEY_DELETED_ERR", "gone"), told::add))
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("KEY_DELETED_ERR");
        assertThat(told).isEmpty();
    }

    private static Answer refused(String code, String message) {
        return answer(409, code + "|" + message);
    }

    private static Answer answer(int status, String reason) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        JsonNode body = json.objectNode();
        if (!reason.isEmpty()) {
            String[] parts = reason.split("\\|");
            var reasons =
                    json.arrayNode().add(json.objectNode().put("code", parts[0]).put("message", parts[1]));
            body = json.objectNode()
                    .set("resources", json.arrayNode().add(json.objectNode().set("reasons", reasons)));
        }
        return new Answer("POST /", status, body, 0, 0, "");
    }
}
