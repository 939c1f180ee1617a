package io.claviger.masters.enablement.run;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.RootKey;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.kit.authorization.Verdict;
import io.claviger.masters.access.KeyPermissions;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.KeyCondition;
import io.claviger.masters.cluster.KeySentences;
import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.refusal.ClusterFault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The root key that a cluster is to leave. Whoever has taken it away has stopped the cluster, on every version: another key does not
 * bring it back (S38, S39), and could not have what is under the former one. That is said at once, where it can be.
 */
@ApplicationScoped
class KeyToLeave {

    private static final Logger LOG = Logger.getLogger(KeyToLeave.class);

    private final Kms kms;
    private final KeyBindings bindings;
    private final KeyPermissions permissions;
    private final Clock clock;

    KeyToLeave(Kms kms, KeyBindings bindings, KeyPermissions permissions, Clock clock) {
        this.kms = kms;
        this.bindings = bindings;
        this.permissions = permissions;
        this.clock = clock;
    }

    /** Nothing is refused for a KMS that does not answer: the enablement waits for it. */
    void requireUsable(Cluster cluster, RootKey wanted) {
        KmsSetting inForce = cluster.kms();
        if (inForce == null || inForce.keyCrn().equals(wanted.crn())) {
            return;
        }
        Held held = ask(inForce.keyCrn())
                .filter(known -> known.condition() != KeyCondition.USABLE)
                .or(() -> unauthorized(inForce.keyCrn(), cluster.accountId()))
                .orElse(null);
        if (held == null) {
            return;
        }
        ClusterFault fault = held.condition() == KeyCondition.PURGED
                ? ClusterFault.KEY_IN_FORCE_PURGED
                : ClusterFault.KEY_IN_FORCE_AWAY;
        throw fault.because(KeySentences.why(held) + " No other root key can be enabled for the cluster "
                + (held.condition() == KeyCondition.PURGED
                        ? "any more."
                        : "while this one is in force and not usable."));
    }

    private Optional<Held> ask(String keyCrn) {
        try {
            return Optional.ofNullable(kms.states(List.of(keyCrn)).get(keyCrn)).map(answer -> switch (answer) {
                case KeyAnswer.Known(KeySnapshot key) ->
                    held(keyCrn, KeyCondition.of(key.state(), false), key.stateSince(), key);
                case KeyAnswer.Unknown _ -> held(keyCrn, KeyCondition.PURGED, purgedSince(keyCrn), null);
            });
        } catch (KmsException e) {
            LOG.infof(
                    "key in force not asked about, so nothing is refused for it key=%s reason=%s",
                    keyCrn, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Held> unauthorized(String keyCrn, String account) {
        return permissions.decide(keyCrn, account) == Verdict.REFUSED
                ? Optional.of(held(keyCrn, KeyCondition.UNAUTHORIZED, clock.instant(), null))
                : Optional.empty();
    }

    private Instant purgedSince(String keyCrn) {
        return bindings.find(keyCrn)
                .filter(BoundKey::purged)
                .map(BoundKey::stateSince)
                .orElseGet(clock::instant);
    }

    private static Held held(String keyCrn, KeyCondition condition, Instant since, @Nullable KeySnapshot key) {
        return new Held(keyCrn, condition, since, false, since, key == null ? null : key.restoreExpirationDate());
    }
}
