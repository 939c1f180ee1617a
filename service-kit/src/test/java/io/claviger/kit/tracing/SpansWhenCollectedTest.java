package io.claviger.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spans nobody collects are not recorded. */
class SpansWhenCollectedTest {

    private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";

    @Test
    void makesNoneWithoutACollector() {
        assertThat(share(Map.of())).isZero();
    }

    @Test
    void makesThemForACollectorOfAllOrOfTraces() {
        assertThat(share(Map.of(ENDPOINT, "http://collector:4317"))).isOne();
        assertThat(share(Map.of("quarkus.otel.exporter.otlp.traces.endpoint", "http://collector:4317")))
                .isOne();
    }

    @Test
    void leavesTheLastWordToWhoeverSaysIt() {
        assertThat(share(Map.of(SpansWhenCollected.SHARE, "1.0"))).isOne();
        assertThat(share(Map.of(ENDPOINT, "http://collector:4317", SpansWhenCollected.SHARE, "0.1")))
                .isEqualTo(0.1);
    }

    private static double share(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withInterceptors(new SpansWhenCollected())
                .withDefaultValue(ENDPOINT, "http://localhost:4317/")
                .withSources(new PropertiesConfigSource(settings, "settings", 200))
                .build();
        return config.getValue(SpansWhenCollected.SHARE, Double.class);
    }
}
