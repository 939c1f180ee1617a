package io.claviger.keys.wrapping.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Times every wrap, unwrap and rewrap by operation and outcome, from the moment the request is routed until its answer is
 * written, whoever answers it. Never by key or caller: their number is not bounded.
 */
@ApplicationScoped
public class UseTimes {

    private static final Set<String> OPERATIONS = Set.of("wrap", "unwrap", "rewrap");
    /** Before everything that answers. */
    private static final int FIRST = -100;

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final Map<String, Map<Outcome, Timer>> timers;

    /** Whose fault it was, if anybody's. */
    private enum Outcome {
        DONE,
        REFUSED,
        FAILED;

        static Outcome of(int status) {
            if (status >= 500) {
                return FAILED;
            }
            return status >= 400 ? REFUSED : DONE;
        }

        String tag() {
            return switch (this) {
                case DONE -> "done";
                case REFUSED -> "refused";
                case FAILED -> "failed";
            };
        }
    }

    UseTimes(MeterRegistry meters) {
        timers = OPERATIONS.stream()
                .collect(Collectors.toMap(operation -> operation, operation -> byOutcome(operation, meters)));
    }

    private static Map<Outcome, Timer> byOutcome(String operation, MeterRegistry meters) {
        return Set.of(Outcome.values()).stream()
                .collect(Collectors.toMap(
                        outcome -> outcome,
                        outcome -> Timer.builder("claviger.keys.use")
                                .description("wrap, unwrap and rewrap, from the request to the end of the answer")
                                .tags("operation", operation, "outcome", outcome.tag())
                                .serviceLevelObjectives(BOUNDS)
                                .register(meters)));
    }

    void register(@Observes Router router) {
        router.post().order(FIRST).handler(this::time);
    }

    private void time(RoutingContext routing) {
        UsePath path = UsePath.of(withoutLastSlash(routing.normalizedPath()));
        String operation = path == null ? null : operation(path, routing);
        Map<Outcome, Timer> byOutcome = operation == null ? null : timers.get(operation);
        if (byOutcome != null) {
            long started = System.nanoTime();
            routing.addEndHandler(_ -> {
                Timer timer = byOutcome.get(Outcome.of(routing.response().getStatusCode()));
                if (timer != null) {
                    timer.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
                }
            });
        }
        routing.next();
    }

    private static @Nullable String operation(UsePath path, RoutingContext routing) {
        if (path.action() != null) {
            return path.action();
        }
        // The older way to say it (key-protect-api.md 3.1).
        return path.road().equals(UsePath.KEY_PROTECT) ? routing.request().getParam("action") : null;
    }

    private static @Nullable String withoutLastSlash(@Nullable String path) {
        return path != null && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
