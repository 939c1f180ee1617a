package io.claviger.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Whoever has read this on a partition has before it read every change of a key of that partition that was committed before
 * {@link #at}. It is signed by key-service, so that it is key-service's own answer on another road (I4): it keeps access that
 * key-service gave, and never gives any. Unsigned, foreign, elsewhere or old, it says nothing.
 *
 * @param stream name of the topic it was written for
 * @param partition partition it was written for
 * @param partitions how many partitions the topic had when it was published
 * @param at UTC with microseconds, by the clock of key-service's database
 * @param signer id of the signing key; key-service serves its public half
 * @param signature Ed25519 (RFC 8032) over {@link #signedBytes}, in base64url without padding; empty when unsigned
 */
public record Watermark(String stream, int partition, int partitions, Instant at, String signer, String signature)
        implements DomainEvent {

    static final String TYPE = "io.claviger.key.watermark";

    /** Nothing else that key-service signs may look like this. */
    private static final String DOMAIN = "claviger.watermark.v1";

    public Watermark {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(signature, "signature");
        Placement checked = new Placement(partition, partitions);
        assert checked.partition() == partition;
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** Everything but the signature, one value per line. */
    public byte[] signedBytes() {
        return String.join("\n", DOMAIN, stream, partition + "/" + partitions, at.toString(), signer)
                .getBytes(StandardCharsets.UTF_8);
    }

    public Watermark signed(String with) {
        return new Watermark(stream, partition, partitions, at, signer, with);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Topic topic() {
        return Topic.KEYS;
    }

    /** Of the partition, so that watermarks of one partition keep their order. */
    @Override
    public String partitionKey() {
        return keyOf(partition);
    }

    public static String keyOf(int partition) {
        return "watermark-" + partition;
    }

    @Override
    public String source() {
        return "key-service";
    }

    @Override
    public String subject() {
        return stream + "/" + partition;
    }

    /** Microseconds since 1970. */
    @Override
    public long sequence() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    @Override
    public Placement placement() {
        return new Placement(partition, partitions);
    }
}
