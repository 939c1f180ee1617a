package io.claviger.kit.inbox;

import io.claviger.events.EventHeaders;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long after it happened an event is applied here, by consumer: the reaction time to key events, the audit log's lag. It
 * ends with the commit, because before that nobody else sees what was done. Clocks of two machines are compared, so it is as
 * true as they are.
 */
@ApplicationScoped
class EventLag {

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30)
    };

    private final MeterRegistry meters;
    private final TransactionSynchronizationRegistry transactions;
    private final Clock clock;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    EventLag(MeterRegistry meters, TransactionSynchronizationRegistry transactions, Clock clock) {
        this.meters = meters;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Applied in the current transaction; counted when that commits, and not at all when it does not. */
    void applied(String consumer, List<EventHeaders> events) {
        List<Instant> times = events.stream()
                .map(EventHeaders::time)
                // Its producer does not say when.
                .filter(happened -> !happened.equals(Instant.EPOCH))
                .toList();
        if (times.isEmpty()) {
            return;
        }
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // Only the outcome counts.
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    record(consumer, times);
                }
            }
        });
    }

    private void record(String consumer, List<Instant> times) {
        Timer timer = timers.computeIfAbsent(consumer, this::timer);
        Instant now = clock.instant();
        for (Instant happened : times) {
            Duration lag = Duration.between(happened, now);
            timer.record(lag.isNegative() ? Duration.ZERO : lag);
        }
    }

    private Timer timer(String consumer) {
        return Timer.builder("claviger.events.applied")
                .description("from the time of an event to the commit of what it caused here")
                .tag("consumer", consumer)
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }
}
