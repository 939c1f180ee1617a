package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.ring.rules.RingId;
import io.claviger.keys.ring.store.RingStore;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Moves a key to another ring (key-protect-api.md 2.5). */
@ApplicationScoped
public class KeyMove {

    private final KeyFinder finder;
    private final KeyStore keys;
    private final RingStore rings;
    private final Activities activities;
    private final Clock clock;

    KeyMove(KeyFinder finder, KeyStore keys, RingStore rings, Activities activities, Clock clock) {
        this.finder = finder;
        this.keys = keys;
        this.rings = rings;
        this.activities = activities;
        this.clock = clock;
    }

    public Key move(Call call, String name, RingId ring) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // The ring before the key, as the deletion of a ring does, or the two could wait for each other for ever.
            boolean there = rings.hold(call.instance().id(), ring.value());
            Key key = finder.lock(call, name);
            call.requireRight();
            Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
            if (!there) {
                throw RingStore.unknown(ring.value()).asException();
            }
            Key moved = key.inRing(ring.value(), clock.instant().truncatedTo(ChronoUnit.MICROS));
            keys.move(moved);
            activities.record(
                    call.caller(),
                    KeyRecords.about(call, moved)
                            .request("initialValue.keyRingId", key.traits().keyRing())
                            .request("newValue.keyRingId", ring.value()));
            return moved;
        });
    }
}
