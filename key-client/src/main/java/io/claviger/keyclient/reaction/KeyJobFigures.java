package io.claviger.keyclient.reaction;

import io.claviger.keyclient.reaction.KeyJobs.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * How much work key events have left open, as metrics. Work on keys that are away is not counted: it waits for the key's owner,
 * and no alarm helps. Every replica shows the same, because the rows are shared.
 */
@ApplicationScoped
public class KeyJobFigures {

    private static final Logger LOG = Logger.getLogger(KeyJobFigures.class);
    private static final Figures NONE = new Figures(0, 0, 0);
    /** Not known is not zero. */
    private static final Figures UNKNOWN = new Figures(Double.NaN, Double.NaN, Double.NaN);

    private static final String MEASURE = """
            select j.kind, count(*), sum(greatest(j.total - j.done, 0)), extract(epoch from now() - min(j.created_at))
              from key_job j join bound_key k on k.crn = j.key_crn
             where k.availability = 'AVAILABLE' group by j.kind
            """;

    private final DataSource dataSource;
    private volatile Map<Kind, Figures> figures = Map.of();

    private record Figures(double open, double left, double ageSeconds) {}

    public KeyJobFigures(DataSource dataSource, MeterRegistry meters) {
        this.dataSource = dataSource;
        for (Kind kind : Kind.values()) {
            gauge("claviger.keys.jobs.open", kind, Figures::open)
                    .description("root keys with open work of this kind")
                    .register(meters);
            gauge("claviger.keys.jobs.left", kind, Figures::left)
                    .description("items that such work has still to do, as far as it has counted them")
                    .register(meters);
            gauge("claviger.keys.jobs.age", kind, Figures::ageSeconds)
                    .description("age of the oldest such work")
                    .baseUnit("seconds")
                    .register(meters);
        }
    }

    private Gauge.Builder<?> gauge(String name, Kind kind, ToDoubleFunction<Figures> figure) {
        return Gauge.builder(name, () -> figure.applyAsDouble(figures.getOrDefault(kind, UNKNOWN)))
                .tag("kind", kind.name().toLowerCase(Locale.ROOT));
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        Map<Kind, Figures> measured = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            measured.put(kind, NONE);
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(MEASURE);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                measured.put(
                        Kind.valueOf(rows.getString(1)),
                        new Figures(rows.getDouble(2), rows.getDouble(3), rows.getDouble(4)));
            }
            figures = measured;
        } catch (SQLException e) {
            figures = Map.of();
            LOG.debugf("key jobs not measured reason=%s", e.getMessage());
        }
    }
}
