package io.claviger.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** What {@code kubectl kustomize} makes of an overlay: the manifests as they are applied. */
public record Overlay(List<JsonNode> manifests) {

    private static final Path FOLDER = Path.of("..", "k8s");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param name of a folder in {@code k8s/overlays} */
    public static Overlay rendered(String name) {
        return new Overlay(documents(Programs.output(List.of(
                "kubectl", "kustomize", FOLDER.resolve("overlays").resolve(name).toString()))));
    }

    /** What {@code k8s/make-secrets} makes: other secrets each time. */
    public static Overlay ofSecrets() {
        return new Overlay(
                documents(Programs.output(List.of(FOLDER.resolve("make-secrets").toString()))));
    }

    static Overlay read(String yaml) {
        return new Overlay(documents(yaml));
    }

    public Stream<JsonNode> of(String kind) {
        return manifests.stream()
                .filter(manifest -> manifest.path("kind").asText().equals(kind));
    }

    public <T> Stream<T> of(Class<T> kind) {
        return of(kind.getSimpleName()).map(manifest -> JSON.convertValue(manifest, kind));
    }

    public JsonNode the(String kind, String name) {
        return of(kind).filter(manifest -> name(manifest).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the manifests have no " + kind + " " + name));
    }

    public static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asText();
    }

    private static List<JsonNode> documents(String yaml) {
        List<JsonNode> documents = new ArrayList<>();
        LoaderOptions options = new LoaderOptions();
        DumperOptions unused = new DumperOptions();
        Yaml reader = new Yaml(
                new SafeConstructor(options), new Representer(unused), unused, options, new AsKubernetesReads());
        for (Object document : reader.loadAll(yaml)) {
            documents.add(JSON.valueToTree(document));
        }
        return documents;
    }

    /** To Kubernetes what looks like an instant is text, and kustomize leaves the quotes away. */
    private static final class AsKubernetesReads extends Resolver {
        @Override
        public void addImplicitResolver(Tag tag, Pattern looks, String first, int limit) {
            if (tag != Tag.TIMESTAMP) {
                super.addImplicitResolver(tag, looks, first, limit);
            }
        }
    }

    /** Whether this machine has what {@link #rendered} runs. */
    public static boolean canBeRendered() {
        return Kubectl.installed();
    }

    /** What a program prints, if it ends well. */
    private static final class Programs {

        static String output(List<String> command) {
            try {
                ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
                // For keytool.
                String tools = Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator;
                builder.environment().computeIfPresent("PATH", (name, path) -> tools + path);
                Process program = builder.start();
                String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (program.waitFor() != 0) {
                    throw new IllegalStateException(command + " ended with " + program.exitValue());
                }
                return output;
            } catch (IOException e) {
                throw new IllegalStateException(command + " cannot be run", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
