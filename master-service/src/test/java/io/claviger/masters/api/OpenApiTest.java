package io.claviger.masters.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.refusal.ClusterFault;
import io.claviger.testkit.OpenApiContract;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class OpenApiTest extends OpenApiContract {

    /** Those of the kit, which come from every path, are left out. */
    @ParameterizedTest
    @EnumSource
    void namesEveryCodeThatARefusalCanHave(ClusterFault fault) throws Exception {
        String described = document().path("components").path("responses").toString();

        assertThat(described).contains(fault.code());
    }
}
