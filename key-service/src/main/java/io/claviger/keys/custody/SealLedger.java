package io.claviger.keys.custody;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.keys.sql.Sql;
import io.claviger.keys.sql.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Rows of {@code seal}: which seals this database knows. The newest is the current one; an older one is there as long as an
 * instance key or a signing key may be under it, which a foreign key on the row of each enforces.
 */
public final class SealLedger {

    private static final List<String> PROBE_CONTEXT = List.of("probe");
    private static final byte[] PROBE = "claviger seal probe".getBytes(StandardCharsets.US_ASCII);
    private static final int TRIES = 5;

    private final Sql sql;
    private final Clock clock;

    public SealLedger(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** @param probe a constant under that seal */
    public record Known(UUID keyId, Sealed probe) {}

    /** The current one first. */
    public List<Known> known() {
        return sql.list("select probe from seal order by id desc", row -> {
            Sealed probe = Sealed.fromBytes(row.getBytes(1));
            return new Known(Seals.keyIdOf(probe), probe);
        });
    }

    /**
     * The seal to seal under. In a transaction it stays known until that ends. A row that is deleted while this waits for it
     * reads as none at all, and a second look finds its successor.
     */
    public UUID current() {
        for (int i = 0; i < TRIES; i++) {
            Optional<byte[]> keyId =
                    sql.first("select key_id from seal order by id desc limit 1 for key share", row -> row.getBytes(1));
            if (keyId.isPresent()) {
                ByteBuffer bytes = ByteBuffer.wrap(keyId.get());
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        }
        throw new SealException("This database knows no seal; key-service has to start on it once.", null);
    }

    /** On an empty database. Of two services that start on it at once one seal wins, and the other is refused. */
    void rememberFirst(Seal seal) {
        sql.write(
                "insert into seal (probe, created_at) values (?, ?) on conflict do nothing",
                probe(seal).toBytes(),
                clock.instant());
    }

    /** Makes it the current one; in one statement, so that there is a current one at any time. Returns false if it was. */
    public boolean makeCurrent(Seal seal) {
        byte[] keyId = bytes(seal.keyId());
        if (current().equals(seal.keyId())) {
            return false;
        }
        int moved = sql.write("update seal set id = (select max(id) + 1 from seal) where key_id = ?", keyId);
        if (moved == 0) {
            sql.write(
                    "insert into seal (id, probe, created_at) select max(id) + 1, ?, ? from seal",
                    probe(seal).toBytes(),
                    clock.instant());
        }
        return true;
    }

    /**
     * Forgets a seal that is not the current one. Returns false, and does nothing, while anything is under it, also what came
     * under it while this waited for who was sealing.
     */
    public boolean forget(UUID keyId) {
        try {
            return sql.write("""
                        delete from seal s
                         where key_id = ? and id < (select max(id) from seal)
                           and not exists (select 1 from instance where sealed_under = s.key_id)
                           and not exists (select 1 from watermark_key where sealed_under = s.key_id)
                        """, bytes(keyId)) > 0;
        } catch (StoreException e) {
            if (e.leftAReference()) {
                return false;
            }
            throw e;
        }
    }

    /** Refuses unless each seal that this database needs is among these. */
    public void requireAll(List<Seal> seals) {
        List<Known> known = known();
        for (Known needed : known) {
            if (seals.stream().noneMatch(seal -> opens(seal, needed))) {
                throw new SealException(
                        known.size() > 1
                                ? "This database is on its way from one seal to another and needs both; the one with key "
                                        + needed.keyId()
                                        + " is missing: name both in the configuration (claviger.keys.seal.other)."
                                : "The "
                                        + String.join(
                                                ", ",
                                                seals.stream().map(Seal::name).toList())
                                        + " is not the seal of this database: nothing in it could be opened, and what "
                                        + "were written now could not be opened later. Put the right seal back.",
                        null);
            }
        }
    }

    /** Whether the seal opens what this database has under a seal of that key. */
    private static boolean opens(Seal seal, Known known) {
        return switch (seal.open(known.probe(), PROBE_CONTEXT)) {
            case Opening.Opened opened -> {
                try (SecretBytes content = opened.plaintext()) {
                    yield content.use(InsecureSecretAccess.get(), bytes -> Arrays.equals(bytes, PROBE));
                }
            }
            case Undecipherable _ -> false;
        };
    }

    public static byte[] bytes(UUID keyId) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .array();
    }

    private static Sealed probe(Seal seal) {
        try (SecretBytes probe = SecretBytes.copyOf(PROBE)) {
            return seal.seal(probe, PROBE_CONTEXT);
        }
    }
}
