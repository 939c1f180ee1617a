package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Alerts lead somewhere. That the metrics exist, with their labels, is the last chapter of {@link StoryIT}: some begin with what they count. */
class MonitoringIT {

    private static final List<String> COMPONENTS = List.of("monitoring", "backups");

    @Test
    void givesEveryAlertASectionInTheHandbook() throws Exception {
        List<JsonNode> alerts = new ArrayList<>();
        for (String component : COMPONENTS) {
            alerts.addAll(alerts(component));
        }
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
    @FieldSource("COMPONENTS")
    void hasACaseForEveryAlertInWhichPromtoolSeesItFire(String component) throws Exception {
        String firing = Monitoring.tests(component).findValues("exp_samples").toString();

        assertThat(alerts(component))
                .allSatisfy(alert -> assertThat(firing)
                        .contains("alertname=\\\"" + alert.path("alert").asText() + "\\\""));
    }

    private static List<JsonNode> alerts(String component) throws IOException {
        return StreamSupport.stream(
                        Monitoring.rules(component).at("/spec/groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
    }

    @Test
    void noticesALabelThatNobodyShows() throws Exception {
        JsonNode asked = new ObjectMapper().readTree("""
                        [{"expr": "max by (job, kind) (a{x=\\"y\\"}) > 0"}, {"expr": "a{x=\\"z\\"}"}, {"expr": "a{w!=\\"z\\"}"}]""");
        String rest = "{x=\"y\",le=\"1\"} 1.0";

        assertThat(Monitoring.unmet(asked, List.of(Monitoring.Sample.read("a" + rest, "j"))))
                .satisfiesExactly(
                        group -> assertThat(group).startsWith("kind is"),
                        value -> assertThat(value).contains("value=z"),
                        label -> assertThat(label).contains("label=w"));
        assertThat(Monitoring.unmet(asked, List.of(Monitoring.Sample.read("a{kind=\"k\",x=\"y\"} 1", "j"))))
                .hasSize(2);
        assertThat(Monitoring.unmet(asked, List.of(Monitoring.Sample.read("b" + rest, "j"))))
                .anyMatch(name -> name.startsWith("a is"));
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
