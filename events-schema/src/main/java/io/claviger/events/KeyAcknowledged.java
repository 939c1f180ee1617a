package io.claviger.events;

import java.time.Instant;
import java.util.Objects;

/**
 * A consumer has applied a key's revision: everything it keeps under the key now uses the named version, or has stopped.
 *
 * @param consumer name of the service identity that acknowledges, as it appears in its registrations
 * @param keyId the key
 * @param keyCrn its CRN
 * @param revision the key's revision that was applied
 * @param keyVersionId version under which all of the consumer's data keys are now wrapped
 * @param keyState the key's state as the consumer understands it
 * @param dependants how many dependants of this consumer hang from the key
 * @param at when, UTC
 */
public record KeyAcknowledged(
        String consumer,
        String keyId,
        String keyCrn,
        long revision,
        String keyVersionId,
        int keyState,
        long dependants,
        Instant at)
        implements DomainEvent {

    static final String TYPE = "io.claviger.key.acknowledged";

    public KeyAcknowledged {
        Objects.requireNonNull(consumer, "consumer");
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(keyCrn, "keyCrn");
        Objects.requireNonNull(keyVersionId, "keyVersionId");
        Objects.requireNonNull(at, "at");
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Topic topic() {
        return Topic.ACKS;
    }

    @Override
    public String partitionKey() {
        return keyId;
    }

    @Override
    public String source() {
        return consumer;
    }

    @Override
    public String subject() {
        return keyCrn;
    }

    @Override
    public long sequence() {
        return revision;
    }
}
