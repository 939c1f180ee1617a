package io.claviger.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.audit.support.BegunLog;
import io.claviger.audit.support.Tokens;
import io.claviger.testkit.fuzz.ApiFuzz;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

@QuarkusTest
class ApiFuzzTest extends ApiFuzz {

    @Override
    protected World world() {
        BegunLog.awaitIt();
        return new World(
                Map.of("level", List.of("0"), "path", List.of("000", "x000/000", "000.p/1")),
                List.of(
                        Map.of("Authorization", Tokens.reader()),
                        Map.of("Authorization", Tokens.platformAdministrator())));
    }

    @Override
    protected Duration time() {
        return Duration.ofSeconds(4);
    }

    /** RFC 9457. */
    @Override
    protected boolean isRefusal(Target target, int status, JsonNode body) {
        return body.path("status").asInt() == status
                && !body.path("title").asText().isBlank()
                && !body.path("detail").asText().isBlank();
    }
}
