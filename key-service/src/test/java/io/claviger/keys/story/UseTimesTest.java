package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Kms;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Uses of keys are timed by operation and outcome, by whichever road they come. */
@QuarkusTest
class UseTimesTest {

    @Inject
    MeterRegistry meters;

    @Test
    void countsEachUseOnceUnderItsOutcome() {
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");
        long wraps = count("wrap", "done");
        long unwraps = count("unwrap", "done");
        long refused = count("unwrap", "refused");

        String ciphertext = manager.wrap(key, "{}");
        manager.request()
                .body("{}")
                .post("/api/v2/keys/" + key + "?action=wrap")
                .then()
                .statusCode(200);
        manager.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}")
                .then()
                .statusCode(200);
        manager.act(key, "unwrap", "{\"ciphertext\":\"AAAA\"}");
        manager.act(key, "disable").then().statusCode(204);

        // Answers are counted just after they have left.
        await().untilAsserted(() -> {
            assertThat(count("unwrap", "refused")).isEqualTo(refused + 1);
            assertThat(count("wrap", "done")).isEqualTo(wraps + 2);
            assertThat(count("unwrap", "done")).isEqualTo(unwraps + 1);
        });
    }

    private long count(String operation, String outcome) {
        return timer(operation, outcome).count();
    }

    private Timer timer(String operation, String outcome) {
        return meters.get("claviger.keys.use")
                .tags("operation", operation, "outcome", outcome)
                .timer();
    }
}
