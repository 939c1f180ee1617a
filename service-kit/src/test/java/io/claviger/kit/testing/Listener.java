package io.claviger.kit.testing;

import io.claviger.events.KeyEvent;
import io.claviger.kit.inbox.EventDelivery;
import io.claviger.kit.inbox.ReceivedEvent;
import io.claviger.kit.outbox.Outbox;
import io.claviger.kit.web.Correlation;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** A consumer as services write them: it keeps what it has applied, and tells of it. */
@ApplicationScoped
public class Listener {

    private final EventDelivery delivery;
    private final DataSource dataSource;
    private final Outbox outbox;
    private volatile Consumer<KeyEvent> trouble = _ -> {};

    Listener(EventDelivery delivery, DataSource dataSource, Outbox outbox) {
        this.delivery = delivery;
        this.dataSource = dataSource;
        this.outbox = outbox;
    }

    /** Runs in the use case, after its own work. */
    public void troubledBy(Consumer<KeyEvent> what) {
        trouble = what;
    }

    @Incoming("key-events")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        delivery.deliver("kit", record, this::apply);
    }

    private void apply(ReceivedEvent received) {
        if (!(received.event() instanceof KeyEvent event)) {
            throw new IllegalStateException(
                    "not a key event: " + received.headers().type());
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into applied (name, revision, correlation_id) values (?, ?, ?)")) {
            insert.setString(1, event.key().keyId());
            insert.setLong(2, event.key().revision());
            insert.setString(3, Correlation.current());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("not applied", e);
        }
        outbox.append(new io.claviger.events.KeyAcknowledged(
                "kit-service",
                event.key().keyId(),
                event.key().crn(),
                event.key().revision(),
                event.key().keyVersion().id(),
                event.key().state(),
                0,
                event.key().stateSince()));
        trouble.accept(event);
    }
}
