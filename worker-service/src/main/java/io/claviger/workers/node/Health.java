package io.claviger.workers.node;

import io.claviger.keyclient.binding.BoundKey;
import io.claviger.workers.pool.KeyStanding;
import io.claviger.workers.pool.KeyStanding.ProviderManaged;
import io.claviger.workers.pool.KeyStanding.Unbound;
import io.claviger.workers.pool.KeyStanding.Unconfirmed;
import io.claviger.workers.pool.KeyStanding.UnderRootKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker's health, derived and never stored (design section 6.2): a deployed worker is critical while its pool's root key is
 * unavailable, and stays so afterwards until it has opened its disk again, that is, was rebooted (S133, S134). While nobody can
 * say whether the key is available, its health is not known either: it is not critical, since a key that was there all the time
 * needs no reboot, and not normal, since one that was disabled meanwhile does.
 *
 * @param message for people; {@code Ready} when normal
 * @param details reason code, key, state, since when and cure; absent when there is nothing to cure
 * @param since when it became so, UTC
 */
public record Health(State state, String message, @Nullable String details, Instant since) {

    /** Sentence of clusters-api.md 2.3, kept literally. */
    public static final String ENCRYPTED_STORAGE_FAILED = "Encrypted storage cannot be configured. Review the customer"
            + " root key configuration for the worker pool.";

    /** The same for a worker whose disk key is a secret of its cluster. */
    public static final String CLUSTER_KEY_FAILED =
            "Encrypted storage cannot be configured. Review the customer root key configuration of the cluster.";

    /** The wire's {@code health.state}. */
    public enum State {
        NORMAL("normal"),
        CRITICAL("critical"),
        UNKNOWN("unknown");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public static Health of(Worker worker, KeyStanding key) {
        return switch (worker.state()) {
            case PROVISION_PENDING, PROVISIONING -> lifecycle(worker, State.UNKNOWN, "Provisioning");
            case PROVISION_FAILED -> lifecycle(worker, State.CRITICAL, "Provisioning failed");
            case RELOADING -> lifecycle(worker, State.CRITICAL, "Reloading");
            case DELETING -> lifecycle(worker, State.CRITICAL, "Deleting");
            case DELETED -> lifecycle(worker, State.UNKNOWN, "Deleted");
            case DEPLOYED -> deployed(worker, key);
        };
    }

    private static Health lifecycle(Worker worker, State state, String otherwise) {
        return new Health(state, worker.messageOr(otherwise), worker.details(), worker.changedAt());
    }

    private static Health deployed(Worker worker, KeyStanding key) {
        return switch (key) {
            case ProviderManaged _ -> worker.unlockedEpoch() == null ? locked(worker) : ready(worker);
            case Unbound _ -> locked(worker);
            case UnderRootKey under -> underRootKey(worker, under.key());
            case Unconfirmed(BoundKey unproven, Instant provenAt) -> unconfirmed(worker, unproven, provenAt);
        };
    }

    /** Whatever is wrong beside it stays wrong; but nothing is right that only an available key could make so. */
    private static Health unconfirmed(Worker worker, BoundKey key, Instant provenAt) {
        Health otherwise = underAvailableKey(worker, key);
        return otherwise.state() != State.NORMAL
                ? otherwise
                : new Health(
                        State.UNKNOWN,
                        "It is not known whether the root key of the worker pool is still available.",
                        Reason.KEY_UNCONFIRMED.code() + ": " + KeyPhrases.unconfirmed(key, provenAt),
                        provenAt);
    }

    private static Health underRootKey(Worker worker, BoundKey key) {
        return switch (key.availability()) {
            case SUSPENDED ->
                critical(
                        key.stateSince(),
                        worker.messageOr("The worker node cannot use its disk: the root key of its pool is disabled."),
                        Reason.ENCRYPTION_KEY_DISABLED,
                        KeyPhrases.unavailable(key));
            case LOST ->
                critical(
                        key.stateSince(),
                        worker.messageOr(
                                "The worker node cannot use its disk: the root key of its pool is deleted or expired."),
                        Reason.ENCRYPTION_KEY_DELETED,
                        KeyPhrases.unavailable(key));
            case AVAILABLE -> underAvailableKey(worker, key);
        };
    }

    private static Health underAvailableKey(Worker worker, BoundKey key) {
        Long unlocked = worker.unlockedEpoch();
        if (unlocked == null) {
            return locked(worker);
        }
        if (unlocked < key.epoch()) {
            return critical(
                    key.stateSince(),
                    "The root key of the worker pool is available again. Reboot the worker node to open its disk.",
                    Reason.REBOOT_REQUIRED,
                    KeyPhrases.reboot(key));
        }
        return ready(worker);
    }

    private static Health ready(Worker worker) {
        return new Health(State.NORMAL, "Ready", null, worker.changedAt());
    }

    private static Health locked(Worker worker) {
        String details = worker.details();
        return new Health(
                State.CRITICAL,
                worker.messageOr("The disk of the worker node is closed."),
                details == null ? Reason.DISK_LOCKED.code() + ": Reboot the worker node to open its disk." : details,
                worker.changedAt());
    }

    private static Health critical(Instant since, String message, Reason reason, String phrase) {
        return new Health(State.CRITICAL, message, reason.code() + ": " + phrase, since);
    }
}
