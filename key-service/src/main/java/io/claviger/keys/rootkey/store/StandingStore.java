package io.claviger.keys.rootkey.store;

import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.KeyState;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** How far keys are, for those who ask about very many. */
@ApplicationScoped
public class StandingStore {

    private final Sql sql;

    public StandingStore(Sql sql) {
        this.sql = sql;
    }

    public record Standing(KeyState state, long revision) {}

    private record Row(KeyId id, Standing standing) {}

    /** Without a lock; of those that are there. */
    public Map<KeyId, Standing> of(Collection<KeyId> ids) {
        String[] texts = ids.stream().map(KeyId::toString).toArray(String[]::new);
        return sql
                .list(
                        "select id, state, revision from kms_key where id = any (?::uuid[])",
                        row -> new Row(
                                new KeyId(row.getObject(1, UUID.class)),
                                new Standing(KeyState.of(row.getInt(2)), row.getLong(3))),
                        (Object) texts)
                .stream()
                .collect(Collectors.toMap(Row::id, Row::standing));
    }
}
