package io.claviger.system.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.system.Overlay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a kubelet makes of a Deployment's pod: volumes with the files of secrets and ConfigMaps, and the container's environment. The
 * container's root is a folder; where a path of a volume stands in the environment, it is the one below that folder.
 */
final class Pod {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

    private final String name;
    private final Overlay overlay;
    private final ClusterSecrets secrets;
    private final Path root;
    private final JsonNode spec;
    private final JsonNode container;
    private final Pattern mounted;

    Pod(String name, Overlay overlay, ClusterSecrets secrets, Path root) {
        this.name = name;
        this.overlay = overlay;
        this.secrets = secrets;
        this.root = root;
        this.spec = overlay.the("Deployment", name).at("/spec/template/spec");
        this.container = spec.at("/containers/0");
        this.mounted = Pattern.compile(mounts().keySet().stream()
                .sorted(Comparator.reverseOrder())
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?:", ")(?=/|$)")));
    }

    String name() {
        return name;
    }

    /** The file or folder that the container sees under this path. */
    Path inside(String path) {
        return root.resolve(path.substring(1));
    }

    /** Where a probe goes, as {@code :9000/q/health/ready}. */
    String probe(String kind) {
        JsonNode get = container.at("/" + kind + "/httpGet");
        return ":" + port(get.path("port").asText()) + get.path("path").asText();
    }

    /** @param port its name */
    int port(String port) {
        for (JsonNode each : container.path("ports")) {
            if (each.path("name").asText().equals(port)) {
                return each.path("containerPort").asInt();
            }
        }
        throw new IllegalStateException(name + " has no port " + port);
    }

    /** A volume's files, below the root; with a subPath that one. */
    void mount() throws IOException {
        for (Map.Entry<String, JsonNode> mount : mounts().entrySet()) {
            Path place = inside(mount.getKey());
            Map<String, byte[]> files =
                    files(volume(mount.getValue().path("name").asText()));
            if (mount.getValue().has("subPath")) {
                String one = mount.getValue().path("subPath").asText();
                write(place, Objects.requireNonNull(files.get(one), one));
                continue;
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                write(place.resolve(file.getKey()), file.getValue());
            }
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (JsonNode source : container.path("envFrom")) {
            overlay.the("ConfigMap", source.at("/configMapRef/name").asText())
                    .path("data")
                    .properties()
                    .forEach(entry ->
                            environment.put(entry.getKey(), entry.getValue().asText()));
        }
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            if (secret.isMissingNode()) {
                environment.put(name, expanded(variable.path("value").asText(), environment));
                continue;
            }
            String of = secret.path("name").asText();
            String key = secret.path("key").asText();
            if (!secret.path("optional").asBoolean() || secrets.has(of, key)) {
                environment.put(name, secrets.text(of, key));
            }
        }
        environment.replaceAll((variable, value) -> mounted.matcher(value)
                .replaceAll(
                        path -> Matcher.quoteReplacement(inside(path.group()).toString())));
        return environment;
    }

    /** By their path; outer before inner. What is there for a while only is this machine's. */
    private Map<String, JsonNode> mounts() {
        Map<String, JsonNode> mounts = new TreeMap<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!volume(mount.path("name").asText()).has("emptyDir")) {
                mounts.put(mount.path("mountPath").asText(), mount);
            }
        }
        return mounts;
    }

    private JsonNode volume(String volume) {
        for (JsonNode each : spec.path("volumes")) {
            if (each.path("name").asText().equals(volume)) {
                return each;
            }
        }
        throw new IllegalStateException(name + " has no volume " + volume);
    }

    private Map<String, byte[]> files(JsonNode volume) {
        List<JsonNode> sources = new ArrayList<>(List.of(volume));
        volume.at("/projected/sources").forEach(sources::add);
        Map<String, byte[]> files = new TreeMap<>();
        for (JsonNode source : sources) {
            if (source.has("secret")) {
                JsonNode secret = source.path("secret");
                String of = secret.path("secretName").asText(secret.path("name").asText());
                if (secret.has("items")) {
                    secret.path("items")
                            .forEach(item -> files.put(
                                    item.path("path").asText(),
                                    secrets.the(of, item.path("key").asText())));
                } else {
                    files.putAll(secrets.the(of));
                }
            }
            if (source.has("configMap")) {
                overlay.the("ConfigMap", source.at("/configMap/name").asText())
                        .path("data")
                        .properties()
                        .forEach(entry -> files.put(
                                entry.getKey(), entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return files;
    }

    private static String expanded(String value, Map<String, String> known) {
        return REFERENCE
                .matcher(value)
                .replaceAll(reference ->
                        Matcher.quoteReplacement(known.getOrDefault(reference.group(1), reference.group())));
    }
}
