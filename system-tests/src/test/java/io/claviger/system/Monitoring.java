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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What alerts and dashboard ask Prometheus for, and what the services show it. */
final class Monitoring {

    /** Prometheus writes these itself. */
    private static final Set<String> BY_PROMETHEUS = Set.of("up");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Monitoring() {}

    static JsonNode rules() throws IOException {
        String yaml = Files.readString(Path.of("../k8s/components/monitoring/rules.yaml"));
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    static JsonNode dashboard() throws IOException {
        return JSON.readTree(Path.of("../k8s/dashboard/claviger.json").toFile());
    }

    /** Of every expression in the file. */
    static Set<String> metrics(JsonNode file) {
        Set<String> names = new TreeSet<>();
        List<String> expressions = file.findValuesAsText("expr");
        expressions.forEach(expression -> names.addAll(PromQl.metrics(expression)));
        names.removeAll(BY_PROMETHEUS);
        return names;
    }

    /** Names of the samples that the services show now. */
    static Set<String> shown(LocalSystem system) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
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
                        .map(line -> line.split("[{ ]", 2)[0])
                        .forEach(names::add);
            }
        }
        return names;
    }
}
