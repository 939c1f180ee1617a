package io.claviger.kit.testing;

import io.claviger.kit.inbox.EventDelivery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
public class Received {
    private final EventDelivery delivery;

    Received(EventDelivery delivery) {
        this.delivery = delivery;
    }

    @Incoming("key-events")
    @RunOnVirtualThread
    void on(ConsumerRecord<String, byte[]> record) {
        delivery.deliver("kit", record, received -> {});
    }
}
