package io.claviger.keys.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.testkit.OpenApiContract;
import io.claviger.testkit.OpenApiRules;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest extends OpenApiContract {

    @Inject
    Router router;

    /** The short way of wrap and its like, and what looks at every use, are routes of Vert.x. */
    @Test
    void hasNoRouteThatTheDocumentDoesNotKnow() throws Exception {
        Set<String> described = OpenApiRules.operations(document());
        assertThat(router.getRoutes())
                .extracting(route -> String.valueOf(route.getPath()).replace(":key", "{key}"))
                .filteredOn(path -> path.startsWith("/api") || path.startsWith("/claviger") || path.startsWith("/v2"))
                .allMatch(path -> described.stream().anyMatch(operation -> operation.endsWith(" " + path)));
    }
}
