package io.claviger.keyclient.reaction;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.events.WorkerEvent;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.lease.Watermarks;
import io.claviger.keyclient.lease.Watermarks.Place;
import io.claviger.kit.inbox.EventDelivery;
import io.claviger.kit.inbox.ReceivedEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Reads {@code claviger.keys.v1}. A change of a key means the same to a dependant whatever it is: take away what must go, then
 * ask. A watermark proves that nothing was missed, so every record is accounted for, also the one that cannot be read.
 */
@ApplicationScoped
class KeyEventConsumer {

    private static final String NAME = "key-events";

    private final EventDelivery delivery;
    private final KeyReaction reaction;
    private final KeyBindings bindings;
    private final KeyJobRunner runner;
    private final Dependants dependants;
    private final Watermarks watermarks;

    KeyEventConsumer(
            EventDelivery delivery,
            KeyReaction reaction,
            KeyBindings bindings,
            KeyJobRunner runner,
            Dependants dependants,
            Watermarks watermarks) {
        this.delivery = delivery;
        this.reaction = reaction;
        this.bindings = bindings;
        this.runner = runner;
        this.dependants = dependants;
        this.watermarks = watermarks;
    }

    @Incoming("key-events")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        try {
            ReceivedEvent received = EventDelivery.read(record);
            switch (received.event()) {
                case KeyEvent event -> changed(received, snapshot(event), place);
                case Watermark watermark ->
                    delivery.deliverEveryTime(NAME, received, _ -> watermarks.read(place, watermark));
                case KeyAcknowledged _, ClusterEvent _, WorkerEvent _, ActivityRecord _ ->
                    throw new UnreadableEventException(
                            "event type " + received.headers().type() + " does not belong on this topic");
            }
        } catch (RuntimeException e) {
            watermarks.unreadable(place);
            runner.reconcileSoon();
            throw e;
        }
    }

    private void changed(ReceivedEvent received, KeySnapshot key, Place place) {
        AtomicBoolean first = new AtomicBoolean();
        AtomicBoolean forget = new AtomicBoolean();
        delivery.deliver(NAME, received, _ -> {
            forget.set(reaction.onEvent(key));
            bindings.heard(
                    key.crn(), received.headers().id(), received.headers().time());
            watermarks.passed(place);
            first.set(true);
        });
        if (!first.get()) {
            // Claimed before, perhaps at another place: here it counts as read all the same.
            delivery.deliverEveryTime(NAME, received, _ -> watermarks.passed(place));
        }
        if (forget.get()) {
            dependants.forget(key.crn());
        }
        runner.wake();
    }

    private static KeySnapshot snapshot(KeyEvent event) {
        return switch (event) {
            case KeyEvent.Created created -> created.key();
            case KeyEvent.Rotated rotated -> rotated.key();
            case KeyEvent.Disabled disabled -> disabled.key();
            case KeyEvent.Enabled enabled -> enabled.key();
            case KeyEvent.Deleted deleted -> deleted.key();
            case KeyEvent.Restored restored -> restored.key();
            case KeyEvent.Purged purged -> purged.key();
            case KeyEvent.Expired expired -> expired.key();
        };
    }
}
