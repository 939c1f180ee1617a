package io.claviger.keys.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.PausedSchedule;
import io.claviger.keys.support.Rows;
import io.claviger.keys.support.Spoilt;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Silence is put on record key by key: one of which it cannot be keeps no other from it. */
@QuarkusTest
class SilenceTest extends PausedSchedule {

    @Inject
    SilentConsumers silent;

    @Inject
    MovableClock clock;

    @Test
    void tellsOfTheOthers() throws SQLException {
        // Given: the older change is the one that fails, and fills a part of the list
        Kms kms = Kms.newInstance();
        String first = kms.createRootKey("first");
        String second = kms.createRootKey("second");
        kms.act(first, "disable").then().statusCode(204);
        kms.act(second, "disable").then().statusCode(204);

        try (Spoilt spoilt = Spoilt.rowsOf(first, "key_change")) {
            // When
            clock.advance(Duration.ofHours(4));
            silent.sweep(1);

            // Then
            assertThat(settled(first)).isEmpty();
            assertThat(settled(second)).hasSize(1);
        }
        silent.sweep(1);
        assertThat(settled(first)).hasSize(1);
    }

    private static List<String> settled(String key) {
        return Rows.column(
                "select settled_at::text from key_change where key_id = ? and revision = 2 and settled_at is not null",
                UUID.fromString(key));
    }
}
