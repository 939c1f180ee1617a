package io.claviger.keys.rootkey;

import io.claviger.events.KeySnapshot;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.KeyState;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.store.AliasStore;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.keys.rootkey.store.StandingStore;
import io.claviger.keys.rootkey.store.StandingStore.Standing;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings keys of a restored database to where the world has been told they are, as far as that takes access away. The next
 * revision is above every one that was told, so that nobody takes it for old.
 */
@ApplicationScoped
public class KeyRecovery {

    private static final int CHUNK = 200;
    /** Keys that are looked at together. */
    private static final int GLANCE = 1_000;

    private final KeyStore keys;
    private final StandingStore standings;
    private final KeyLog log;
    private final AliasStore aliases;
    private final Activities activities;
    private final Clock clock;

    KeyRecovery(
            KeyStore keys,
            StandingStore standings,
            KeyLog log,
            AliasStore aliases,
            Activities activities,
            Clock clock) {
        this.keys = keys;
        this.standings = standings;
        this.log = log;
        this.aliases = aliases;
        this.activities = activities;
        this.clock = clock;
    }

    /**
     * One transaction for each key that has something to lose. Those that have not cost next to nothing, however many they are:
     * whoever starts after one that was interrupted is soon where that was.
     *
     * @param told the newest that was published of each key
     * @return how many lost something
     */
    public int follow(List<KeySnapshot> told, Instant backup) {
        int followed = 0;
        for (int from = 0; from < told.size(); from += GLANCE) {
            for (KeySnapshot each : losing(told.subList(from, Math.min(from + GLANCE, told.size())))) {
                followed += follow(each, backup) ? 1 : 0;
            }
        }
        return followed;
    }

    private List<KeySnapshot> losing(List<KeySnapshot> told) {
        Map<KeyId, Standing> here = standings.of(told.stream()
                .flatMap(each -> KeyId.parse(each.keyId()).stream())
                .toList());
        return told.stream()
                .filter(each -> KeyId.parse(each.keyId())
                        .map(here::get)
                        .filter(standing -> loses(standing.state(), standing.revision(), each))
                        .isPresent())
                .toList();
    }

    private boolean follow(KeySnapshot told, Instant backup) {
        Optional<KeyId> id = KeyId.parse(told.keyId());
        return id.isPresent()
                && QuarkusTransaction.requiringNew()
                        .call(() -> keys.lockAnywhere(id.get())
                                .filter(key -> loses(key.state(), key.life().revision(), told))
                                .filter(key -> key.home().crn().toString().equals(told.crn()))
                                .map(key -> followed(key, told, backup))
                                .orElse(false));
    }

    private static boolean loses(KeyState state, long revision, KeySnapshot told) {
        return told.revision() > revision
                && switch (told.state()) {
                    case 2, 3 -> state == KeyState.ACTIVE;
                    case 5 -> state != KeyState.DESTROYED;
                    default -> false;
                };
    }

    /** Of root keys, one transaction each. */
    public int suspendAll(Instant backup) {
        int suspended = 0;
        List<KeyId> some = keys.activeRootKeys(null, CHUNK);
        while (!some.isEmpty()) {
            for (KeyId id : some) {
                suspended += QuarkusTransaction.requiringNew().call(() -> suspended(id, backup)) ? 1 : 0;
            }
            some = keys.activeRootKeys(some.getLast(), CHUNK);
        }
        return suspended;
    }

    private boolean suspended(KeyId id, Instant backup) {
        return keys.lockAnywhere(id)
                .filter(key -> key.state() == KeyState.ACTIVE)
                .map(key -> disabled(key, key.life(), backup))
                .orElse(false);
    }

    private boolean followed(Key key, KeySnapshot told, Instant backup) {
        Life life = key.life().told(told.revision());
        return switch (told.state()) {
            case 2 -> disabled(key, life, backup);
            case 3 -> expired(key, life, backup);
            case 5 -> deleted(key, life, backup);
            default -> false;
        };
    }

    private boolean disabled(Key key, Life life, Instant backup) {
        return record(
                log.changed(key, life.disabled(now()), KeyChange.DISABLED, KeySweep.OWN), Operation.DISABLE, backup);
    }

    private boolean expired(Key key, Life life, Instant backup) {
        return record(log.changed(key, life.expired(now()), KeyChange.EXPIRED, KeySweep.OWN), Operation.EXPIRE, backup);
    }

    private boolean deleted(Key key, Life life, Instant backup) {
        log.withdrawAuthorization(key);
        aliases.release(key.id());
        Key nameless = key.with(new Key.Settings(
                List.of(), key.settings().rotation(), key.settings().dualAuthDelete(), null));
        Life deleted = life.deleted(now(), KeySweep.OWN);
        return record(log.changed(nameless, deleted, KeyChange.DELETED, KeySweep.OWN), Operation.DELETE, backup);
    }

    private boolean record(Key changed, Operation operation, Instant backup) {
        String service = changed.home().crn().service();
        activities.recordOwn(Activity.of(
                        operation.action(service),
                        changed.home().crn().toString(),
                        changed.traits().name(),
                        service + "/secrets")
                .request("restoredBackupOf", backup.toString())
                .response("keyState", changed.state().number()));
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
