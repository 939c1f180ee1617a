package io.claviger.kit.outbox;

import static io.claviger.kit.outbox.OutboxDatabase.append;
import static io.claviger.kit.outbox.OutboxDatabase.writing;
import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rows may be published when (I2, I3). */
class OutboxTableTest {

    private static final OutboxDatabase DATABASE = new OutboxDatabase("outbox_table");

    private static final OutboxDatabase NEIGHBOUR = new OutboxDatabase("outbox_neighbour");

    private final OutboxTable table = new OutboxTable(new ObjectMapper());

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("delete from outbox")) {
            statement.executeUpdate();
        }
    }

    @Test
    void holdsALaterRowBackWhileAnEarlierTransactionRuns() throws SQLException {
        try (Connection earlier = writing(DATABASE.transaction())) {
            // Given
            DATABASE.append("t", "k", "later");

            // When, Then
            assertThat(publishable()).isEmpty();

            // When
            append(earlier, "t", "k", "earlier");
            earlier.commit();

            // Then
            assertThat(publishable()).containsExactly("later", "earlier");
        }
    }

    @Test
    void isNotHeldBackByATransactionThatOnlyReads() throws SQLException {
        try (Connection reader = DATABASE.transaction();
                PreparedStatement statement = reader.prepareStatement("select count(*) from outbox");
                ResultSet rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            DATABASE.append("t", "k", "one");

            assertThat(publishable()).containsExactly("one");
        }
    }

    /** A large deletion of one service must not hold up the events of another. */
    @Test
    void isNotHeldBackByATransactionOfAnotherDatabase() throws SQLException {
        try (Connection elsewhere = writing(NEIGHBOUR.transaction())) {
            DATABASE.append("t", "k", "one");
            try (Connection here = writing(DATABASE.transaction())) {
                DATABASE.append("t", "k", "two");

                assertThat(publishable()).containsExactly("one");
                here.rollback();
            }

            assertThat(publishable()).containsExactly("one", "two");
            elsewhere.rollback();
        }
    }

    /** The second writer of a key may have the lower transaction number, and so be publishable first. */
    @Test
    void neverPublishesARowBeforeAnEarlierRowOfItsKey() throws SQLException {
        try (Connection second = writing(DATABASE.transaction());
                Connection unrelated = writing(DATABASE.transaction())) {
            // Given
            DATABASE.append("t", "k", "first");
            append(second, "t", "k", "second");
            append(second, "t", "other", "of another key");
            second.commit();

            // When, Then
            assertThat(publishable()).containsExactly("of another key");

            // When
            unrelated.rollback();

            // Then
            assertThat(publishable()).containsExactly("first", "second", "of another key");
        }
    }

    @Test
    void showsNothingOfATransactionThatWasRolledBack() throws SQLException {
        try (Connection transaction = DATABASE.transaction()) {
            append(transaction, "t", "k", "gone");
            transaction.rollback();
        }
        DATABASE.append("t", "k", "kept");

        assertThat(publishable()).containsExactly("kept");
    }

    @Test
    void letsOneRelayInAtATime() throws SQLException {
        try (Connection one = DATABASE.transaction();
                Connection two = DATABASE.transaction()) {
            assertThat(table.tryLock(one)).isTrue();
            assertThat(table.tryLock(two)).isFalse();

            // When: the first relay's session ends, however
            one.close();

            // Then
            await().untilAsserted(() -> assertThat(table.tryLock(two)).isTrue());
        }
    }

    @Test
    void deletesExactlyTheRowsThatWereSent() throws SQLException {
        try (Connection slow = DATABASE.transaction();
                Connection relay = DATABASE.transaction()) {
            // Given: a row with a lower id that commits later
            append(slow, "t", "a", "slow");
            DATABASE.append("t", "b", "fast");
            slow.commit();
            List<OutboxTable.Row> rows = table.next(relay, 10);

            // When
            table.delete(relay, List.of(rows.getLast().id()));
            relay.commit();

            // Then
            assertThat(publishable()).containsExactly("slow");
        }
    }

    @Test
    void readsLargeEventsInSmallerBatches() throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into outbox (topic, partition_key, headers, data) select 't', 'k',"
                                + " jsonb_build_object('ce_id', n::text), decode(repeat('00', 900000), 'hex')"
                                + " from generate_series(1, 20) n")) {
            insert.executeUpdate();
        }

        assertThat(publishable()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void knowsThatRowsWaitWhichMayNotBePublishedYet() throws SQLException {
        try (Connection running = writing(DATABASE.transaction());
                Connection relay = DATABASE.transaction()) {
            assertThat(table.isEmpty(relay)).isTrue();
            DATABASE.append("t", "k", "waits");

            assertThat(table.next(relay, 10)).isEmpty();
            assertThat(table.isEmpty(relay)).isFalse();
            running.rollback();
        }
    }

    private List<String> publishable() throws SQLException {
        try (Connection relay = DATABASE.transaction()) {
            List<String> ids = new ArrayList<>();
            for (OutboxTable.Row row : table.next(relay, 100)) {
                ids.add(String.valueOf(row.headers().get("ce_id")));
            }
            return ids;
        }
    }
}
