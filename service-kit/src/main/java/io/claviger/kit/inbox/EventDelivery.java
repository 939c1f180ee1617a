package io.claviger.kit.inbox;

import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.UnreadableEventException;
import io.claviger.kit.outage.Outage;
import io.claviger.kit.web.Correlation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final int LONGEST = 256;
    /** About one line in half a minute for an event that waits. */
    private static final int TRIES_PER_LINE = 15;
    /** Of an event that violates a constraint: within two seconds a second writer is through. */
    private static final int FEW = 5;

    private final Inbox inbox;
    private final EventLag lag;
    private final DeliveryAges ages;

    EventDelivery(Inbox inbox, EventLag lag, DeliveryAges ages) {
        this.inbox = inbox;
        this.lag = lag;
        this.ages = ages;
    }

    /**
     * Runs {@code useCase} in a transaction that also claims the event for {@code consumer}; skips what was claimed before.
     * Blocks while the database or a needed service is away, or refuses for a reason that lies not in the event, so that the
     * key's order is kept and nothing is dropped.
     *
     * @throws UnreadableEventException when the record cannot be understood; the channel's dead-letter
     *     strategy puts it aside with that reason
     */
    public void deliver(String consumer, ConsumerRecord<String, byte[]> record, Consumer<ReceivedEvent> useCase) {
        deliver(consumer, read(record), useCase);
    }

    /** The same for a record that was read already. */
    public void deliver(String consumer, ReceivedEvent received, Consumer<ReceivedEvent> useCase) {
        inTransaction(consumer, received, () -> applyOnce(consumer, received, useCase));
    }

    /**
     * Runs {@code useCase} in a transaction however often the record comes, and waits out outages like {@link #deliver}: for what
     * may be done twice, and would leave too many claims behind.
     */
    public void deliverEveryTime(String consumer, ReceivedEvent received, Consumer<ReceivedEvent> useCase) {
        inTransaction(consumer, received, () -> useCase.accept(received));
    }

    private void inTransaction(String consumer, ReceivedEvent received, Runnable work) {
        EventHeaders headers = received.headers();
        untilApplied(
                consumer,
                "consumer=%s event=%s type=%s".formatted(consumer, headers.id(), headers.type()),
                () -> Correlation.with(
                        headers.correlationId(),
                        () -> QuarkusTransaction.requiringNew().run(work)));
    }

    /**
     * The same for many records in one transaction, for consumers whose work is the same for each: those that were not claimed
     * before, in their order. All or none: when one record cannot be understood, or the use case refuses, nothing has
     * happened, and the caller delivers each alone to find which.
     *
     * @throws UnreadableEventException when any record cannot be understood
     */
    public void deliverAll(
            String consumer, List<ConsumerRecord<String, byte[]>> records, Consumer<List<Delivered>> useCase) {
        Map<String, Delivered> events = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            ReceivedEvent received = read(record);
            events.putIfAbsent(received.headers().id(), new Delivered(received, record.value()));
        }
        untilApplied(
                consumer,
                "consumer=%s events=%d".formatted(consumer, events.size()),
                () -> QuarkusTransaction.requiringNew().run(() -> applyAll(consumer, events, useCase)));
    }

    /** An event of a batch, with the bytes it was read from. */
    public record Delivered(ReceivedEvent received, byte[] data) {}

    /** @throws UnreadableEventException when the record cannot be understood */
    public static ReceivedEvent read(ConsumerRecord<String, byte[]> record) {
        EventHeaders headers = checked(EventHeaders.parse(headers(record)));
        return new ReceivedEvent(headers, EventCodec.decode(headers.type(), record.value()));
    }

    private void untilApplied(String consumer, String what, Runnable attempt) {
        ages.during(consumer, () -> untilApplied(what, attempt));
    }

    private static void untilApplied(String what, Runnable attempt) {
        Duration pause = SHORTEST_PAUSE;
        for (int tries = 1; !tryOnce(what, attempt, tries); tries++) {
            pause = waitAndGrow(pause);
        }
    }

    /** False when something is in the way that the event did not bring. */
    private static boolean tryOnce(String what, Runnable attempt, int tries) {
        try {
            attempt.run();
            return true;
        } catch (RuntimeException e) {
            if (!isTriedAgain(e, tries)) {
                LOG.errorf(e, "not applied %s", what);
                throw e;
            }
            if (tries % TRIES_PER_LINE == 1) {
                LOG.warnf("delivery waits %s tries=%d reason=%s", what, tries, Outage.reason(e));
            }
            return false;
        }
    }

    private static boolean isTriedAgain(RuntimeException failure, int tries) {
        return switch (Remedy.of(failure)) {
            case WAIT -> true;
            case FEW_TRIES -> tries < FEW;
            case PUT_ASIDE -> false;
        };
    }

    private void applyOnce(String consumer, ReceivedEvent received, Consumer<ReceivedEvent> useCase) {
        String id = received.headers().id();
        if (claim(consumer, Set.of(id)).contains(id)) {
            useCase.accept(received);
            lag.applied(consumer, List.of(received.headers()));
        }
    }

    private void applyAll(String consumer, Map<String, Delivered> events, Consumer<List<Delivered>> useCase) {
        Set<String> claimed = claim(consumer, events.keySet());
        List<Delivered> fresh = events.entrySet().stream()
                .filter(event -> claimed.contains(event.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!fresh.isEmpty()) {
            useCase.accept(fresh);
            lag.applied(
                    consumer,
                    fresh.stream().map(event -> event.received().headers()).toList());
        }
    }

    private Set<String> claim(String consumer, Set<String> eventIds) {
        try {
            return inbox.claim(consumer, eventIds);
        } catch (SQLException e) {
            throw new InboxException(e);
        }
    }

    /** Both go into log lines and keys of tables, and anybody may have written them. */
    private static EventHeaders checked(EventHeaders headers) {
        if (headers.id().length() > LONGEST || headers.type().length() > LONGEST) {
            throw new UnreadableEventException("header ce_id or ce_type is longer than " + LONGEST + " characters");
        }
        return headers;
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
            // Only the end of the process interrupts. Giving up would send a good event to the dead letters; going on
            // leaves it unacknowledged, and the next process reads it again.
            LOG.debug("interrupted while waiting for an outage to pass", e);
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
