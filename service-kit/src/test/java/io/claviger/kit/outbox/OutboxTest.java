package io.claviger.kit.outbox;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.Topic;
import io.claviger.kit.testing.Applied;
import io.claviger.kit.testing.Bus;
import io.claviger.kit.testing.Keys;
import io.claviger.kit.testing.KitApplication;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A state change and its event are one transaction (I2). */
@QuarkusTest
class OutboxTest {

    @Inject
    KitApplication application;

    @Inject
    Applied applied;

    private final String key = UUID.randomUUID().toString();

    @Test
    void publishesTheEventOfAChangeThatIsCommitted() throws Exception {
        application.change("change " + key, Keys.rotated(key, 1), false);

        assertThat(applied.column("select name from applied where name = ?", "change " + key))
                .hasSize(1);
        await().untilAsserted(() ->
                assertThat(Bus.recordsOf(Topic.KEYS.wireName(), key)).hasSize(1));
        await().untilAsserted(() -> assertThat(waiting()).isEmpty());
        awaitListener(key);
    }

    @Test
    void leavesNeitherChangeNorEventAfterARollback() throws Exception {
        assertThatThrownBy(() -> application.change("change " + key, Keys.rotated(key, 1), true))
                .isInstanceOf(IllegalStateException.class);

        // Then: an event that was committed later is through, this one is not
        String marker = UUID.randomUUID().toString();
        application.change("change " + marker, Keys.rotated(marker, 1), false);
        await().untilAsserted(() ->
                assertThat(Bus.recordsOf(Topic.KEYS.wireName(), marker)).hasSize(1));
        assertThat(Bus.recordsOf(Topic.KEYS.wireName(), key)).isEmpty();
        assertThat(applied.column("select name from applied where name = ?", "change " + key))
                .isEmpty();
        assertThat(waiting()).isEmpty();
        awaitListener(marker);
    }

    @Test
    void refusesAnEventOutsideOfATransaction() {
        KeyEvent event = Keys.rotated(key, 1);

        assertThatThrownBy(() -> application.appendWithoutTransaction(event))
                .isInstanceOf(TransactionalException.class);
    }

    @Test
    void refusesAnEventThatNoBrokerWouldTake() {
        // A record's own texts are cut before they come here; a key's are not.
        KeySnapshot key = Keys.rotated(this.key, 1).key();
        KeyEvent large = new KeyEvent.Rotated(new KeySnapshot(
                key.keyId(),
                key.crn(),
                "x".repeat(Outbox.LARGEST),
                key.accountId(),
                key.state(),
                key.stateSince(),
                key.keyVersion(),
                key.revision(),
                null,
                null));

        assertThatThrownBy(() -> application.change("change " + key.keyId(), large, false))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("bytes")
                .hasMessageNotContaining("xxx");
        assertThat(applied.column("select name from applied where name = ?", "change " + key.keyId()))
                .isEmpty();
    }

    /** What is still to come would be in the figures that others look at. */
    private void awaitListener(String keyId) {
        await().untilAsserted(() -> assertThat(applied.revisions(keyId)).containsExactly("1"));
    }

    private List<String> waiting() {
        return applied.column("select id::text from outbox where partition_key = ?", key);
    }
}
