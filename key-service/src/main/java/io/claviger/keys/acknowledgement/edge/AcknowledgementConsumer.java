package io.claviger.keys.acknowledgement.edge;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyAcknowledged;
import io.claviger.events.KeyEvent;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.events.WorkerEvent;
import io.claviger.keys.acknowledgement.Acknowledgements;
import io.claviger.kit.inbox.EventDelivery;
import io.claviger.kit.inbox.ReceivedEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears {@code claviger.acks.v1}. */
@ApplicationScoped
public class AcknowledgementConsumer {

    private final EventDelivery delivery;
    private final Acknowledgements acknowledgements;

    AcknowledgementConsumer(EventDelivery delivery, Acknowledgements acknowledgements) {
        this.delivery = delivery;
        this.acknowledgements = acknowledgements;
    }

    @Incoming("acknowledgements")
    @Blocking
    public void on(ConsumerRecord<String, byte[]> record) {
        delivery.deliver("acknowledgements", record, received -> {
            switch (received.event()) {
                case KeyAcknowledged word -> {
                    requireItsOwn(received, word);
                    acknowledgements.apply(word);
                }
                case KeyEvent _, Watermark _, ClusterEvent _, WorkerEvent _, ActivityRecord _ ->
                    throw new UnreadableEventException(
                            "an event of type " + received.headers().type() + " is no acknowledgement");
            }
        });
    }

    /** Nobody speaks for another. Who may claim to be which source is up to the broker's own access control. */
    private static void requireItsOwn(ReceivedEvent received, KeyAcknowledged word) {
        String source = received.headers().source();
        if (!source.equals(word.consumer())) {
            throw new UnreadableEventException("an acknowledgement that speaks for another service than its source");
        }
        if (!received.headers().subject().equals(word.keyCrn())) {
            throw new UnreadableEventException("an acknowledgement that speaks of another key than its subject");
        }
    }
}
