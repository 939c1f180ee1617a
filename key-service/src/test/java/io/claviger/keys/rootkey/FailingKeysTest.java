package io.claviger.keys.rootkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Spoilt;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What time does to keys, it does to all of them, although nothing can be done to one. A part is one key, so that one fills it. */
@QuarkusTest
class FailingKeysTest {

    @Inject
    KeySweep sweep;

    @Inject
    DueRotations rotations;

    @Inject
    MovableClock clock;

    private Kms kms;

    @BeforeEach
    void order() {
        kms = Kms.newInstance();
    }

    @Test
    void expiresTheOthers() throws SQLException {
        // Given
        String date = clock.instant()
                .plusSeconds(3600)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String body = Kms.createBody("\"name\":\"short\",\"extractable\":false,\"expirationDate\":\"" + date + "\"");
        List<String> keys =
                inOrder(() -> kms.request().body(body).post("/api/v2/keys").path("resources[0].id"));

        try (Spoilt spoilt = Spoilt.rowsOf(keys.getFirst(), "kms_key")) {
            // When
            clock.advance(Duration.ofHours(1).plusSeconds(1));
            sweep.sweep(1);

            // Then
            assertThat(state(keys.getFirst())).isEqualTo(1);
            assertThat(state(keys.getLast())).isEqualTo(3);
        }
        sweep.sweep(1);
        assertThat(state(keys.getFirst())).isEqualTo(3);
    }

    @Test
    void rotatesTheOthers() throws SQLException {
        // Given
        List<String> keys = inOrder(() -> kms.createRootKey("rotated"));
        for (String key : keys) {
            kms.request()
                    .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"type\":"
                            + "\"application/vnd.ibm.kms.policy+json\",\"rotation\":{\"interval_month\":1}}]}")
                    .put("/api/v2/keys/" + key + "/policies")
                    .then()
                    .statusCode(200);
        }

        try (Spoilt spoilt = Spoilt.rowsOf(keys.getFirst(), "kms_key")) {
            // When
            clock.advance(Duration.ofDays(30));
            rotations.rotateDue(1);

            // Then
            assertThat(versions(keys.getFirst())).isEqualTo(1);
            assertThat(versions(keys.getLast())).isEqualTo(2);
        }
        rotations.rotateDue(1);
        assertThat(versions(keys.getFirst())).isEqualTo(2);
    }

    private static List<String> inOrder(Supplier<String> made) {
        return Stream.generate(made).limit(2).sorted().toList();
    }

    private int state(String key) {
        return kms.key(key).getInt("resources[0].state");
    }

    private int versions(String key) {
        return kms.request().get("/api/v2/keys/" + key + "/versions").path("metadata.collectionTotal");
    }
}
