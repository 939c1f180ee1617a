package io.claviger.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.DomainEvent;
import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.EventIds;
import io.claviger.events.Placement;
import io.claviger.kit.web.Correlation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to the outbox in the caller's transaction.
 *
 * <p>Order matters: lock or update the aggregate's row first, then append. Then the outbox ids of one aggregate are in the
 * order of its commits, and the relay can keep that order.
 */
@ApplicationScoped
public class Outbox {

    private static final String INSERT =
            "insert into outbox (topic, partition_key, headers, data) values (?, ?, ?::jsonb, ?)";
    /** Fires on commit only; wakes the relay. */
    private static final String NOTIFY = "select pg_notify('outbox', '')";

    private static final String WAITING = "select exists (select 1 from outbox where partition_key = ?)";

    /** For the relay only: which partition of how many. It does not cross Kafka. */
    static final String PLACEMENT = "claviger-placement";

    /**
     * A broker refuses records over 1 MiB, for ever; one such row would hold back every later event of its key. So it is
     * refused here, where the caller can still be told.
     */
    static final int LARGEST = 900_000;

    private final DataSource dataSource;
    private final ObjectMapper json;
    private final Clock clock;

    public Outbox(DataSource dataSource, ObjectMapper json, Clock clock) {
        this.dataSource = dataSource;
        this.json = json;
        this.clock = clock;
    }

    /** Appends one event and returns its id; fails when the caller has no transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public String append(DomainEvent event) {
        EventHeaders headers = headers(event, Correlation.current());
        append(event, headers, EventCodec.data(event));
        return headers.id();
    }

    /** As {@link #append(DomainEvent)}, for an event that may have been sent already under the same id. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void append(DomainEvent event, EventHeaders headers, byte[] data) {
        if (data.length > LARGEST) {
            throw new OutboxException(
                    "event " + event.type() + " has " + data.length + " bytes, more than " + LARGEST, null);
        }
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setString(1, event.topic().wireName());
                insert.setString(2, event.partitionKey());
                insert.setString(3, json.writeValueAsString(headers(headers, event.placement())));
                insert.setBytes(4, data);
                insert.executeUpdate();
            }
            try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
                notify.execute();
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new OutboxException("event " + event.type() + " could not be written to the outbox", e);
        }
    }

    /** Whether an event with this partition key is not yet on Kafka. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean holds(String partitionKey) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(WAITING)) {
            select.setString(1, partitionKey);
            try (ResultSet found = select.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new OutboxException("the outbox could not be read", e);
        }
    }

    private static Map<String, String> headers(EventHeaders headers, @Nullable Placement placement) {
        Map<String, String> all = headers.toMap();
        if (placement != null) {
            all.put(PLACEMENT, placement.partition() + "/" + placement.partitions());
        }
        return all;
    }

    /** The CloudEvents attributes that an event goes out with, whichever way it takes. */
    public EventHeaders headers(DomainEvent event, @Nullable String correlationId) {
        return new EventHeaders(
                EventIds.next(),
                event.type(),
                event.source(),
                event.subject(),
                clock.instant(),
                event.partitionKey(),
                event.sequence(),
                traceparent(),
                correlationId);
    }

    private static @Nullable String traceparent() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }
}
