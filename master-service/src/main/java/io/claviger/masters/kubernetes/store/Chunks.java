package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ObjectPath;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.SecretRewrites.StoredSecret;
import io.claviger.masters.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Secrets as they are stored, no more of them than memory is meant for: one may be 1 MiB, and a chunk is in memory as a whole. */
final class Chunks {

    /** A chunk ends with the secret that reaches this. */
    private static final long MOST_BYTES = 4L << 20;

    /** Rows that the driver holds beside the chunk. */
    private static final int FETCH_ROWS = 2;

    private final Sql sql;
    private final int limit;
    private final List<StoredSecret> secrets = new ArrayList<>();
    private long bytes;

    private Chunks(Sql sql, int limit) {
        this.sql = sql;
        this.limit = limit;
    }

    /** One chunk of what several selects find; each takes how many at most as its last parameter. */
    static List<StoredSecret> read(Sql sql, List<String> selects, int limit, @Nullable Object... parameters) {
        Chunks chunk = new Chunks(sql, limit);
        selects.forEach(select -> chunk.add(select, parameters));
        return chunk.secrets;
    }

    static List<StoredSecret> read(Sql sql, String select, int limit, @Nullable Object... parameters) {
        return read(sql, List.of(select), limit, parameters);
    }

    private void add(String select, @Nullable Object... parameters) {
        if (secrets.size() >= limit || bytes >= MOST_BYTES) {
            return;
        }
        @Nullable Object[] all = Arrays.copyOf(parameters, parameters.length + 1);
        all[parameters.length] = limit - secrets.size();
        sql.each(
                select,
                row -> {
                    StoredSecret secret = secret(row);
                    secrets.add(secret);
                    bytes += secret.sealed().body().length;
                    return bytes < MOST_BYTES;
                },
                FETCH_ROWS,
                all);
    }

    private static StoredSecret secret(ResultSet row) throws SQLException {
        return new StoredSecret(
                new ObjectPath(row.getString(1), row.getString(2), row.getObject(3, UUID.class)),
                row.getLong(4),
                new Sealed(row.getBytes(5), row.getObject(6, UUID.class)));
    }
}
