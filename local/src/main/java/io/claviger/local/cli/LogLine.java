package io.claviger.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A line as services log it (JSON, for collectors) made into one that a person can read; any other line stays as it is. */
final class LogLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LogLine() {}

    static String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            JsonNode json = JSON.readTree(line);
            if (!json.hasNonNull("timestamp") || !json.hasNonNull("message")) {
                return line;
            }
            return "%s %-5s %s%s %s%s"
                    .formatted(
                            time(json.path("timestamp").asText()),
                            json.path("level").asText(),
                            correlation(json),
                            shortName(json.path("loggerName").asText()),
                            json.path("message").asText(),
                            exception(json.path("exception")));
        } catch (JsonProcessingException cutOff) {
            return line;
        }
    }

    /** The date is the file's concern; milliseconds are what events are told apart by. */
    private static String time(String timestamp) {
        int from = timestamp.indexOf('T') + 1;
        return timestamp.substring(from, Math.min(timestamp.length(), from + 12));
    }

    private static String correlation(JsonNode json) {
        String id = json.at("/mdc/correlationId").asText("");
        return id.isEmpty() ? "" : "[" + id + "] ";
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String exception(JsonNode exception) {
        return exception.isMissingNode()
                ? ""
                : " | " + exception.path("exceptionType").asText() + ": "
                        + exception.path("message").asText();
    }
}
