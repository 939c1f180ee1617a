package io.claviger.keyclient.reaction;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.WorkerEvent;
import io.claviger.kit.inbox.EventDelivery;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Reads {@code claviger.keys.v1}. Every type means the same to a dependant: take away what must go, then ask. */
@ApplicationScoped
class KeyEventConsumer {

    private static final String NAME = "key-events";

    private final EventDelivery delivery;
    private final KeyReaction reaction;
    private final KeyJobRunner runner;
    private final Dependants dependants;

    KeyEventConsumer(EventDelivery delivery, KeyReaction reaction, KeyJobRunner runner, Dependants dependants) {
        this.delivery = delivery;
        this.reaction = reaction;
        this.runner = runner;
        this.dependants = dependants;
    }

    @Incoming("key-events")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        AtomicBoolean forget = new AtomicBoolean();
        String[] crn = new String[1];
        delivery.deliver(NAME, record, received -> {
            switch (received.event()) {
                case KeyEvent event -> {
                    KeySnapshot key = snapshot(event);
                    crn[0] = key.crn();
                    forget.set(reaction.onEvent(key));
                }
                case KeyAcknowledged _, ClusterEvent _, WorkerEvent _, ActivityRecord _ ->
                    throw new UnreadableEventException(
                            "event type " + received.headers().type() + " does not belong on this topic");
            }
        });
        if (forget.get()) {
            dependants.forget(crn[0]);
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
