package io.claviger.keys.ring;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Page;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.ring.rules.RingId;
import io.claviger.keys.ring.store.RingStore;
import io.claviger.keys.ring.store.RingStore.Ring;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Makes, lists and deletes key rings. The ring a caller restricts itself to plays no part here. */
@ApplicationScoped
public class Rings {

    private final RingStore store;
    private final Activities activities;
    private final Clock clock;

    Rings(RingStore store, Activities activities, Clock clock) {
        this.store = store;
        this.activities = activities;
        this.clock = clock;
    }

    /** @param total of all rings, whatever part of them is shown */
    public record Listed(List<Ring> rings, long total) {
        public Listed {
            rings = List.copyOf(rings);
        }
    }

    /** The default ring, as old as the instance, comes first. */
    public Listed list(Call call, Page page) {
        call.requireRight();
        return QuarkusTransaction.requiringNew().call(() -> {
            Ring first = new Ring(
                    RingId.DEFAULT, call.instance().createdAt(), call.instance().createdBy());
            List<Ring> made = store.oldestFirst(call.instance().id());
            List<Ring> shown = Stream.concat(Stream.of(first), made.stream())
                    .skip(page.offset())
                    .limit(page.limit())
                    .toList();
            activities.record(call.caller(), call.activity().response("totalResources", shown.size()));
            return new Listed(shown, made.size() + 1L);
        });
    }

    public void create(Call call, RingId id) {
        call.requireRight();
        QuarkusTransaction.requiringNew().run(() -> {
            String instance = call.instance().id();
            long existing = store.lockAll(instance);
            Ring ring = new Ring(
                    id.value(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    call.caller().iamId());
            if (id.isDefault() || !store.add(instance, ring)) {
                throw Refusal.of(
                                409,
                                "KEY_RING_NOT_UNIQUE_ERR",
                                "There is a key ring '" + id.value() + "' in this instance already.")
                        .asException();
            }
            if (existing >= RingId.MOST) {
                throw Refusal.of(
                                409,
                                "KEY_RING_LIMIT_ERR",
                                "The instance has " + existing
                                        + " key rings beside the default one, which is the most.")
                        .asException();
            }
            activities.record(
                    call.caller(),
                    call.activity().response("keyRingId", id.value()).status(201));
        });
    }

    /**
     * Of the keys in it most move in transactions of their own, since whatever writes much at once keeps everybody's events
     * waiting. If the deletion is refused in the end, because a key was restored meanwhile, those that have moved stay where they
     * are, which is nothing but another name for where a destroyed key is; asked again, it goes on.
     *
     * @param force delete although destroyed keys are in it, which go to the default ring
     */
    public void delete(Call call, String id, boolean force) {
        call.requireRight();
        String instance = call.instance().id();
        if (id.equals(RingId.DEFAULT)) {
            throw Refusal.of(409, "KEY_RING_RESERVED_ERR", "The default key ring cannot be deleted.")
                    .asException();
        }
        if (!RingId.isPossible(id)) {
            throw RingStore.unknown(id).asException();
        }
        boolean more = true;
        while (more) {
            more = QuarkusTransaction.requiringNew().call(() -> {
                lockDeletable(instance, id, force);
                return store.moveDestroyedToDefault(instance, id);
            });
        }
        QuarkusTransaction.requiringNew().run(() -> {
            lockDeletable(instance, id, force);
            while (store.moveDestroyedToDefault(instance, id)) {
                // What came since.
            }
            // Again: one may have been restored meanwhile, which nothing but the lock of its own row prevents.
            requireDeletable(id, store.contents(instance, id), force);
            store.remove(instance, id);
            activities.record(
                    call.caller(), call.activity().response("keyRingId", id).status(204));
        });
    }

    private void lockDeletable(String instance, String id, boolean force) {
        if (!store.lock(instance, id)) {
            throw RingStore.unknown(id).asException();
        }
        requireDeletable(id, store.contents(instance, id), force);
    }

    private static void requireDeletable(String id, RingStore.Contents contents, boolean force) {
        if (contents.notDestroyed() > 0) {
            throw notEmpty("Key ring '" + id + "' holds at least " + contents.notDestroyed()
                    + " key(s) that are not destroyed; move or delete them first, even with force.");
        }
        if (contents.keys() > 0 && !force) {
            throw notEmpty("Key ring '" + id + "' holds at least " + contents.keys()
                    + " destroyed key(s); delete with force=true to move them to the default ring.");
        }
    }

    private static RuntimeException notEmpty(String message) {
        return Refusal.of(409, "KEY_RING_NOT_EMPTY_ERR", message).asException();
    }
}
