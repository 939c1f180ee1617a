package io.claviger.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spans nobody collects are not made. */
class TracingWhenCollectedTest {

    private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";

    @Test
    void makesNoneWithoutACollector() {
        assertThat(disabled(Map.of())).isTrue();
    }

    @Test
    void makesThemForACollectorOfAllOrOfTraces() {
        assertThat(disabled(Map.of(ENDPOINT, "http://collector:4317"))).isFalse();
        assertThat(disabled(Map.of("quarkus.otel.exporter.otlp.traces.endpoint", "http://collector:4317")))
                .isFalse();
    }

    @Test
    void leavesTheLastWordToWhoeverSaysIt() {
        assertThat(disabled(Map.of(TracingWhenCollected.DISABLED, "false"))).isFalse();
        assertThat(disabled(Map.of(ENDPOINT, "http://collector:4317", TracingWhenCollected.DISABLED, "true")))
                .isTrue();
    }

    private static boolean disabled(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withInterceptors(new TracingWhenCollected())
                .withDefaultValue(ENDPOINT, "http://localhost:4317/")
                .withDefaultValue(TracingWhenCollected.DISABLED, "false")
                .withSources(new PropertiesConfigSource(settings, "settings", 200))
                .build();
        return config.getValue(TracingWhenCollected.DISABLED, Boolean.class);
    }
}
