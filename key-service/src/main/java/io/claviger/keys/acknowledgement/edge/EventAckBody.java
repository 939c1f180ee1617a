package io.claviger.keys.acknowledgement.edge;

import io.claviger.keys.acknowledgement.EventAcks.EventAck;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Rfc3339;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.wire.SentMetadata;
import io.claviger.kit.web.JsonBody;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of {@code event_ack}. */
record EventAckBody(
        @Nullable SentMetadata metadata, @Nullable List<@Nullable Ack> resources) {

    private static final String WRAPPED_AGAIN = "DEK_ENABLED";
    private static final int LONGEST_TEXT = 255;
    /** All are applied in one transaction, which locks the key of each. */
    private static final int MOST = 200;

    record KeyStateData(
            @Nullable String keyVersion, @Nullable String rewrappedKeyVersion) {}

    record Ack(
            @Nullable String eventId,
            @Nullable String adopterKeyState,
            @Nullable String timestamp,
            @Nullable KeyStateData keyStateData,
            @Nullable Boolean deleteRegistration) {

        EventAck checked() {
            VersionId version = version();
            String state = required("adopterKeyState", adopterKeyState);
            if (version == null && state.equals(WRAPPED_AGAIN)) {
                throw Refusal.field(
                                "keyStateData",
                                "The field 'keyStateData.keyVersion' is required with adopterKeyState " + state + ".")
                        .asException();
            }
            return new EventAck(
                    required("eventId", eventId), state, time(), version, Boolean.TRUE.equals(deleteRegistration));
        }

        private @Nullable VersionId version() {
            if (keyStateData == null) {
                return null;
            }
            String text =
                    keyStateData.keyVersion() != null ? keyStateData.keyVersion() : keyStateData.rewrappedKeyVersion();
            if (text == null) {
                return null;
            }
            return KeyId.parse(text)
                    .map(id -> new VersionId(id.value()))
                    .orElseThrow(() -> Refusal.field(
                                    "keyStateData", "The field 'keyStateData.keyVersion' must be a version's UUID.")
                            .asException());
        }

        private Instant time() {
            return Rfc3339.parse(required("timestamp", timestamp))
                    .orElseThrow(
                            () -> Refusal.field("timestamp", "The field 'timestamp' must be a date as in RFC 3339.")
                                    .asException());
        }

        private static String required(String field, @Nullable String value) {
            if (value == null || value.isBlank() || value.length() > LONGEST_TEXT) {
                throw Refusal.field(
                                field,
                                "The field '" + field + "' is required, with at most " + LONGEST_TEXT + " characters.")
                        .asException();
            }
            return value;
        }
    }

    static List<EventAck> read(byte @Nullable [] json) {
        EventAckBody body = JsonBody.readStrictly(json, EventAckBody.class);
        List<@Nullable Ack> resources = SentMetadata.counted(body.metadata(), body.resources(), "acknowledgements");
        if (resources.contains(null)) {
            throw SentMetadata.needs("acknowledgements");
        }
        if (resources.size() > MOST) {
            throw Refusal.field("resources", "The field 'resources' may hold at most " + MOST + " acknowledgements.")
                    .asException();
        }
        return resources.stream()
                .map(ack -> Objects.requireNonNull(ack).checked())
                .toList();
    }
}
