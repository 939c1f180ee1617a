package io.claviger.keys.access;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and times the calls of instances whose owners ordered it by the policy {@code metrics}, under Key Protect's names
 * (key-protect-api.md 4.2). Each value tells of the last whole minute.
 */
@ApplicationScoped
public class CallMeters {

    private static final long IDLE_MINUTES = 60;

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<Series, Kept> series = new ConcurrentHashMap<>();

    CallMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    private record Series(String instance, String api, int status) {
        Tags tags() {
            return Tags.of("instance_id", instance, "api", api, "response_code", Integer.toString(status));
        }
    }

    /** @param api name of the operation in the audit trail */
    public void count(String instance, String api, int status, Duration took) {
        series.compute(new Series(instance, api, status), (one, known) -> {
            Kept kept = known == null ? registered(one) : known;
            kept.minutes().add(minute(), took);
            return kept;
        });
    }

    private Kept registered(Series one) {
        Minutes minutes = new Minutes();
        Gauge calls = Gauge.builder("ibm_kms_api_request_gauge", minutes, m -> m.before(minute()).calls)
                .tags(one.tags())
                .register(registry);
        Gauge latency = Gauge.builder(
                        "ibm_kms_api_latency_gauge",
                        minutes,
                        m -> m.before(minute()).meanMillis())
                .tags(one.tags())
                .register(registry);
        return new Kept(minutes, calls, latency);
    }

    /** Instances come and go; what says nothing for an hour is not shown any longer. */
    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetIdle() {
        long since = minute() - IDLE_MINUTES;
        series.keySet()
                .forEach(one -> series.computeIfPresent(one, (_, kept) -> {
                    if (!kept.minutes().idleSince(since)) {
                        return kept;
                    }
                    registry.remove(kept.calls());
                    registry.remove(kept.latency());
                    return null;
                }));
    }

    private long minute() {
        return clock.instant().getEpochSecond() / 60;
    }

    private record Kept(Minutes minutes, Gauge calls, Gauge latency) {}

    private record Sum(long minute, long calls, long nanos) {
        double meanMillis() {
            return calls == 0 ? 0 : nanos / 1_000_000.0 / calls;
        }
    }

    /** The minute that runs and the last one in which something was called. */
    private static final class Minutes {
        private Sum running = new Sum(0, 0, 0);
        private Sum former = new Sum(0, 0, 0);

        synchronized void add(long minute, Duration took) {
            if (minute != running.minute) {
                former = running;
                running = new Sum(minute, 0, 0);
            }
            running = new Sum(minute, running.calls + 1, running.nanos + took.toNanos());
        }

        synchronized boolean idleSince(long minute) {
            return running.minute < minute;
        }

        synchronized Sum before(long minute) {
            if (running.minute == minute - 1) {
                return running;
            }
            return former.minute == minute - 1 ? former : new Sum(minute - 1, 0, 0);
        }
    }
}
