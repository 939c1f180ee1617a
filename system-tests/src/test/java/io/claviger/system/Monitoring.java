package io.claviger.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.local.layout.Service;
import io.claviger.local.system.LocalSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What alerts and dashboard ask Prometheus for, and what the services show it. */
final class Monitoring {

    /** Prometheus writes these itself. */
    private static final Set<String> BY_PROMETHEUS = Set.of("up");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Monitoring() {}

    /** @param component of {@code k8s/components} */
    static JsonNode rules(String component) throws IOException {
        return yaml(component, "rules.yaml");
    }

    /** What {@code promtool} tries the rules on. */
    static JsonNode tests(String component) throws IOException {
        return yaml(component, "rules-test.yaml");
    }

    private static JsonNode yaml(String component, String file) throws IOException {
        String yaml = Files.readString(Path.of("../k8s/components", component, file));
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    static JsonNode dashboard() throws IOException {
        return JSON.readTree(Path.of("../k8s/dashboard/claviger.json").toFile());
    }

    /** What the expressions of the file ask for, and none of the samples is; with the expression. */
    static List<String> unmet(JsonNode file, List<Sample> samples) {
        return file.findValuesAsText("expr").stream()
                .flatMap(expression ->
                        complaints(expression, samples).map(complaint -> complaint + " is not shown: " + expression))
                .toList();
    }

    private static Stream<String> complaints(String expression, List<Sample> samples) {
        Set<String> metrics = PromQl.metrics(expression);
        metrics.removeAll(BY_PROMETHEUS);
        Stream<String> names =
                metrics.stream().filter(metric -> samples.stream().noneMatch(sample -> sample.isOf(metric)));
        Stream<String> selected = PromQl.selectors(expression).stream()
                .filter(selector -> metrics.contains(selector.metric()))
                .filter(selector -> samples.stream().noneMatch(sample -> sample.isMeantBy(selector)))
                .map(String::valueOf);
        Stream<String> groups = metrics.isEmpty()
                ? Stream.of()
                : PromQl.groups(expression).stream()
                        .filter(label -> samples.stream()
                                .noneMatch(sample -> metrics.contains(sample.name())
                                        && sample.labels().containsKey(label)));
        return Stream.of(names, selected, groups).flatMap(complaints -> complaints);
    }

    /** @param labels with those that Prometheus adds: whom it asked */
    record Sample(String name, Map<String, String> labels) {

        boolean isOf(String metric) {
            return name.equals(metric);
        }

        boolean isMeantBy(PromQl.Selector selector) {
            return isOf(selector.metric()) && selector.matchers().stream().allMatch(matcher -> matcher.means(labels));
        }

        /** A line of what a target shows. */
        static Sample read(String line, String job) {
            Map<String, String> labels = new HashMap<>(Map.of("job", job, "instance", "localhost"));
            PromQl.matchers(line).forEach(label -> labels.put(label.label(), label.value()));
            return new Sample(line.split("[{ ]", 2)[0], labels);
        }
    }

    /** What the services show now. */
    static List<Sample> shown(LocalSystem system) throws IOException, InterruptedException {
        List<Sample> samples = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Service service : Service.values()) {
                URI metrics = URI.create(
                        "http://localhost:" + system.part(service.partName()).port() + "/q/metrics");
                HttpRequest request = HttpRequest.newBuilder(metrics)
                        .header("Accept", "text/plain")
                        .build();
                http.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> Sample.read(line, service.partName()))
                        .forEach(samples::add);
            }
        }
        return samples;
    }
}
