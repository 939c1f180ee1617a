package io.claviger.masters.place;

import io.claviger.keyclient.kms.KmsEndpoints;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that a cluster was enabled with, or moved to since: of the enablement that is under way with the key, else what it was
 * last when the key was in force, else of an enablement that failed. Asked once per call to the KMS, which is dearer.
 */
@ApplicationScoped
public class ClusterEndpoints implements KmsEndpoints {

    private static final String CHOICE = """
            select coalesce(
                   (select e.kms_private from enablement e
                     where e.cluster_id = c.id and e.key_crn = ? and e.phase not in ('READY', 'FAILED')),
                   (select u.kms_private from used_key u where u.cluster_id = c.id and u.key_crn = ?),
                   (select e.kms_private from enablement e
                     where e.cluster_id = c.id and e.key_crn = ? order by e.requested_at desc limit 1))
              from cluster c where c.crn = ?
            """;

    private final Sql sql;

    public ClusterEndpoints(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Side of(String dependant, String keyCrn) {
        return sql.first(CHOICE, row -> side(row.getObject(1, Boolean.class)), keyCrn, keyCrn, keyCrn, dependant)
                .orElse(Side.USUAL);
    }

    private static Side side(@Nullable Boolean hidden) {
        if (hidden == null) {
            return Side.USUAL;
        }
        return hidden ? Side.PRIVATE : Side.PUBLIC;
    }
}
