package io.claviger.keys.acknowledgement.store;

import io.claviger.events.KeyAcknowledged;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;

/** Rows of {@code acknowledgement}: the newest word of each consumer about each key. */
@ApplicationScoped
public class AcknowledgementStore {

    private final Sql sql;

    public AcknowledgementStore(Sql sql) {
        this.sql = sql;
    }

    /** False when a newer word is known; then nothing was written. */
    public boolean keep(KeyId key, VersionId version, KeyAcknowledged word) {
        return sql.write(
                        """
                        insert into acknowledgement (key_id, consumer, revision, version_id, key_state, dependants, acked_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (key_id, consumer) do update
                           set revision = excluded.revision, version_id = excluded.version_id,
                               key_state = excluded.key_state, dependants = excluded.dependants,
                               acked_at = excluded.acked_at
                         where excluded.revision > acknowledgement.revision
                            or (excluded.revision = acknowledgement.revision
                                and excluded.acked_at > acknowledgement.acked_at)
                        """,
                        key.value(),
                        word.consumer(),
                        word.revision(),
                        version.value(),
                        word.keyState(),
                        word.dependants(),
                        word.at())
                == 1;
    }
}
