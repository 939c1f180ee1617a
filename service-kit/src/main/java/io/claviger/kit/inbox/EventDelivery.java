package io.claviger.kit.inbox;

import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.kit.web.Correlation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/** Delivers one Kafka record to one use case, once. */
@ApplicationScoped
public class EventDelivery {

    private static final Logger LOG = Logger.getLogger(EventDelivery.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Inbox inbox;

    public EventDelivery(Inbox inbox) {
        this.inbox = inbox;
    }

    /**
     * Runs {@code useCase} in a transaction that also claims the event for {@code consumer}; skips what was claimed before.
     * Blocks while the database or a needed service is away, so that the key's order is kept and nothing is dropped.
     *
     * @throws io.claviger.events.UnreadableEventException when the record cannot be understood; the channel's dead-letter
     *     strategy puts it aside with that reason
     */
    public void deliver(String consumer, ConsumerRecord<String, byte[]> record, Consumer<ReceivedEvent> useCase) {
        EventHeaders headers = EventHeaders.parse(headers(record));
        ReceivedEvent received = new ReceivedEvent(headers, EventCodec.decode(headers.type(), record.value()));
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            try {
                Correlation.with(
                        headers.correlationId(),
                        () -> QuarkusTransaction.requiringNew().run(() -> applyOnce(consumer, received, useCase)));
                return;
            } catch (RuntimeException e) {
                if (!Outage.causes(e)) {
                    LOG.errorf(
                            e,
                            "event not applied consumer=%s event=%s type=%s",
                            consumer,
                            headers.id(),
                            headers.type());
                    throw e;
                }
                LOG.warnf(
                        "event waits consumer=%s event=%s type=%s reason=%s",
                        consumer, headers.id(), headers.type(), e.getMessage());
            }
            pause = waitAndGrow(pause);
        }
    }

    private void applyOnce(String consumer, ReceivedEvent received, Consumer<ReceivedEvent> useCase) {
        try {
            if (inbox.claim(consumer, received.headers().id())) {
                useCase.accept(received);
            }
        } catch (SQLException e) {
            throw new RetryLaterException("the inbox cannot be reached: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    private static Duration waitAndGrow(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetryLaterException("interrupted while waiting for an outage to pass", e);
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
