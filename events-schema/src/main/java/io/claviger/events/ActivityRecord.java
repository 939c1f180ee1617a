package io.claviger.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to what, when, and how it ended: a CADF record (DMTF DSP0262) with Key Protect's and the clusters API's action
 * names (key-protect-api.md 7.2, clusters-api.md 4.6). {@code requestData} and {@code responseData} hold names, ids, states
 * and dates only; never material, plaintext, ciphertext, nonces or tokens.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActivityRecord(
        String id,
        Instant eventTime,
        String action,
        Outcome outcome,
        String message,
        Severity severity,
        Initiator initiator,
        Target target,
        Observer observer,
        Reason reason,
        Map<String, Object> requestData,
        Map<String, Object> responseData,
        String correlationId,
        boolean dataEvent,
        @Nullable String logSourceCRN,
        boolean saveServiceCopy)
        implements DomainEvent {

    static final String TYPE = "io.claviger.activity.recorded";

    public ActivityRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(eventTime, "eventTime");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(initiator, "initiator");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(observer, "observer");
        Objects.requireNonNull(reason, "reason");
        requestData = Map.copyOf(requestData);
        responseData = Map.copyOf(responseData);
    }

    /** How it ended. */
    public enum Outcome {
        @JsonProperty("success")
        SUCCESS,
        @JsonProperty("failure")
        FAILURE
    }

    /** How much a person should care (key-protect-api.md 7.3). */
    public enum Severity {
        @JsonProperty("normal")
        NORMAL,
        @JsonProperty("warning")
        WARNING,
        @JsonProperty("critical")
        CRITICAL
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Initiator(
            String id,
            String name,
            String typeURI,
            Credential credential,
            @Nullable Host host) {}

    public record Credential(String type) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Host(@Nullable String address, @Nullable String agent) {}

    public record Target(String id, String name, String typeURI) {}

    /** Which service saw it. */
    public record Observer(String name) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reason(
            int reasonCode, String reasonType, @Nullable String reasonForFailure) {}

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Topic topic() {
        return Topic.ACTIVITY;
    }

    @Override
    public String partitionKey() {
        return target.id();
    }

    @Override
    public String source() {
        return observer.name();
    }

    @Override
    public String subject() {
        return target.id();
    }

    /** Records of one target need no order beyond their time: the log's own index is the sequence that counts. */
    @Override
    public long sequence() {
        return eventTime.toEpochMilli();
    }
}
