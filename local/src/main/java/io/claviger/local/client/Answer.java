package io.claviger.local.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One HTTP answer.
 *
 * @param body a missing node when there was none
 * @param sentAt {@link System#nanoTime()} before the request left
 * @param receivedAt the same after the answer had come whole
 * @param correlationId by which the audit log knows the call; empty when the answer names none
 */
public record Answer(String request, int status, JsonNode body, long sentAt, long receivedAt, String correlationId) {

    public boolean ok() {
        return status / 100 == 2;
    }

    /** This answer, or a failure that shows what came instead of success. */
    public Answer orFail() {
        if (!ok()) {
            throw new UnexpectedAnswerException(request + " was answered with " + status + ": " + body);
        }
        return this;
    }

    public String text(String pointer) {
        return body.at(pointer).asText();
    }
}
