package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts lead somewhere. That the metrics exist is the last chapter of {@link StoryIT}: some begin with what they count. */
class MonitoringIT {

    @Test
    void givesEveryAlertASectionInTheHandbook() throws Exception {
        List<JsonNode> alerts = StreamSupport.stream(
                        Monitoring.rules().at("/spec/groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
        List<String> sections = Files.readAllLines(Path.of("../docs/operations/alerts.md")).stream()
                .filter(line -> line.startsWith("## Claviger"))
                .map(line -> line.substring(3))
                .toList();

        assertThat(alerts).extracting(alert -> alert.path("alert").asText()).containsExactlyElementsOf(sections);
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).isNotBlank();
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .endsWith("/docs/operations/alerts.md#"
                            + alert.path("alert").asText().toLowerCase(Locale.ROOT));
        });
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "->", quoteCharacter = '`', textBlock = """
            up{job=~"(a|b)-c"} == 0                                                          -> up
            max by (job) (a_seconds) > 30                                                    -> a_seconds
            histogram_quantile(0.99, sum by (job, le) (rate(b_bucket{c="d{e}"}[5m]))) > 1e3  -> b_bucket
            sum(rate(a{x="y"}[5m])) by (z) > 0.01 * sum by (z) (rate(b[$__rate_interval]))   -> a,b
            a and on (x) b unless c offset 5m                                                -> a,b,c
            """)
    void readsMetricsOutOfAnExpression(String expression, String names) {
        assertThat(PromQl.metrics(expression)).isEqualTo(Set.of(names.split(",")));
    }
}
