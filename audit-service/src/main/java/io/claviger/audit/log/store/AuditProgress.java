package io.claviger.audit.log.store;

import io.claviger.audit.log.store.LogCheck.Finding;
import io.claviger.audit.merkle.Frontier;
import java.util.List;

/**
 * How far an audit has come, for another process to go on from.
 *
 * @param computed over all leaves so far
 * @param held leaves under a checkpoint that held
 * @param rootsHold no signed root differed yet
 */
record AuditProgress(Frontier computed, long held, boolean rootsHold, List<Finding> findings) {

    static final AuditProgress NONE = new AuditProgress(Frontier.EMPTY, 0, true, List.of());
}
