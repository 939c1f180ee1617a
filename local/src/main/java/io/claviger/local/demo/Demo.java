package io.claviger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.LocalFailure;
import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.PublicApi;
import io.claviger.local.client.SecretReader;
import io.claviger.local.client.TooEarly;
import io.claviger.local.client.Waiting;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Plays the story. One instance plays once. */
public final class Demo {

    private static final List<String> SECRETS = List.of("database", "payments", "mail");

    private final Stage stage;
    private final PublicApi api;
    private final Clusters clusters;
    private final Keys keys;
    private final String instance;
    private final String apiKey;
    private final String suffix;

    /** @param env the variables of {@code .claviger/env} */
    public Demo(Map<String, String> env, Stage stage) {
        this.stage = stage;
        this.api = new PublicApi(
                required(env, "CLAVIGER_URL"),
                required(env, "CLAVIGER_HTTPS_URL"),
                Path.of(required(env, "CLAVIGER_CA")));
        this.apiKey = required(env, "CLAVIGER_API_KEY");
        this.instance = required(env, "CLAVIGER_INSTANCE_ID");
        this.clusters = new Clusters(api);
        this.keys = new Keys(api, instance);
        byte[] bytes = new byte[3];
        new SecureRandom().nextBytes(bytes);
        this.suffix = HexFormat.of().formatHex(bytes);
    }

    /** Plays the whole story and cleans up after itself. */
    public void play() {
        stage.title("Claviger: the life of a root key");

        stage.chapter(1, "Somebody brings keys");
        stage.fact("an API key becomes a token", took(api.login(apiKey)));
        long start = System.nanoTime();
        Keys.Key secretsKey = keys.create("demo-secrets-" + suffix);
        Keys.Key disksKey = keys.create("demo-disks-" + suffix);
        stage.fact("two root keys, one for secrets, one for disks", since(start));

        stage.chapter(2, "A cluster with two workers; the disks hang from the second key");
        start = System.nanoTime();
        String cluster = clusters.create("demo-" + suffix, instance, disksKey, 2);
        clusters.await(cluster, "the cluster to be normal", state("normal"));
        stage.fact("ordered, provisioned, normal", since(start));
        secrets(cluster);

        enable(cluster, secretsKey);
        rotate(cluster, secretsKey);
        disable(cluster, secretsKey, disksKey);
        comeBack(cluster, secretsKey, disksKey);
        deleteAndRestore(cluster, secretsKey);
        trail(secretsKey);
        cleanUp(cluster, List.of(secretsKey, disksKey));
    }

    private void secrets(String cluster) {
        long start = System.nanoTime();
        SECRETS.forEach(name -> clusters.createSecret(cluster, name, "secret of " + name));
        stage.fact("three secrets written through the Kubernetes API", since(start));
    }

    private void enable(String cluster, Keys.Key key) {
        stage.chapter(3, "The first key takes over the cluster's secrets");
        long start = System.nanoTime();
        clusters.enableKms(cluster, instance, key);
        stage.quote(clusters.get(cluster).text("/lifecycle/masterStatus"));
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));
        stage.fact("registered, data key wrapped, every secret enveloped", since(start));
        stage.fact("the key now names who hangs from it:");
        for (JsonNode registration : keys.registrations(key).body().path("resources")) {
            stage.quote(registration.path("resourceCrn").asText());
        }
    }

    private void rotate(String cluster, Keys.Key key) {
        stage.chapter(4, "The key is rotated; nothing else is called");
        Answer rotated = keys.act(key, "rotate");
        String version = keys.version(key);
        Answer moved = clusters.await(
                cluster,
                "every data key to be under the new version",
                body -> body.at("/features/kms/crkVersion").asText().equals(version));
        stage.fact("every data key is under version " + version.substring(0, 8) + "…", between(rotated, moved));
        Waiting.until(
                "the acknowledgement",
                Duration.ofSeconds(60),
                () -> keys.registrations(key),
                answer -> answer.text("/resources/0/keyVersion/id").equals(version));
        stage.fact("acknowledged: the key's registration names the new version", since(rotated.receivedAt()));
        stage.fact("the secrets read the same: \"" + Clusters.password(clusters.secret(cluster, "payments")) + "\"");
    }

    private void disable(String cluster, Keys.Key secretsKey, Keys.Key disksKey) {
        stage.chapter(5, "The keys are disabled while a client reads as fast as it can");
        try (SecretReader reader = new SecretReader(clusters, cluster, "payments")) {
            Waiting.until("some reads", Duration.ofSeconds(30), () -> clusters.get(cluster), _ -> reader.reads() >= 50);
            Answer disabled = keys.act(secretsKey, "disable");
            Answer refused = reader.awaitRefusal();
            double late = reader.millisecondsOfSuccessAfter(disabled.receivedAt());
            stage.number(
                    late == 0
                            ? "not one read succeeded after the 2xx of disable"
                            : "from the 2xx of disable to the last successful read",
                    late);
            stage.fact("the next read is refused with " + refused.status() + " " + refused.text("/reason") + ":");
            stage.quote(refused.text("/message"));
        }
        clusters.await(cluster, "the cluster to be in warning", state("warning"));
        stage.fact("the cluster is in warning");
        Answer disksDisabled = keys.act(disksKey, "disable");
        Answer critical = clusters.awaitWorkers(cluster, "the workers to be critical", all("critical"));
        stage.fact("both workers are critical", between(disksDisabled, critical));
        stage.quote(Clusters.elements(critical.body())
                .getFirst()
                .at("/health/message")
                .asText());
    }

    private void comeBack(String cluster, Keys.Key secretsKey, Keys.Key disksKey) {
        stage.chapter(6, "The keys are enabled again");
        Answer enabled = waitedFor(() -> keys.tryTo(secretsKey, "enable"));
        Answer read = Waiting.until(
                "the secret to be readable",
                Duration.ofSeconds(60),
                () -> clusters.secret(cluster, "payments"),
                Answer::ok);
        stage.fact("the secrets are back: \"" + Clusters.password(read) + "\"", between(enabled, read));
        waitedFor(() -> keys.tryTo(disksKey, "enable"));
        Answer workers = clusters.workers(cluster);
        stage.fact("the workers stay "
                + Clusters.elements(workers.body())
                        .getFirst()
                        .at("/health/state")
                        .asText() + " until somebody reboots them");
        long start = System.nanoTime();
        for (JsonNode worker : workers.body()) {
            clusters.reboot(cluster, worker.path("id").asText());
        }
        clusters.awaitWorkers(cluster, "the workers to be normal", all("normal"));
        stage.fact("rebooted: the disks are open again, both workers normal", since(start));
        clusters.await(cluster, "the cluster to be normal", state("normal"));
        stage.fact("the cluster is normal");
    }

    private void deleteAndRestore(String cluster, Keys.Key key) {
        stage.chapter(7, "Somebody tries to delete the key");
        Answer refused = keys.delete(key, false);
        stage.fact("refused with " + refused.status() + ", because the cluster hangs from it:");
        stage.quote(
                refused.text("/resources/0/reasons/0/code") + ": " + refused.text("/resources/0/reasons/0/message"));
        Answer deleted = keys.delete(key, true).orFail();
        Answer critical = clusters.await(cluster, "the cluster to be critical", state("critical"));
        stage.fact("with force the cluster is critical", between(deleted, critical));
        stage.quote(critical.text("/lifecycle/masterStatus"));
        Answer restored = waitedFor(() -> keys.tryToRestore(key));
        Answer normal = clusters.await(cluster, "the cluster to be normal", state("normal"));
        stage.fact("restored within 30 days: the cluster is normal again", between(restored, normal));
        stage.fact("and the secret is \"" + Clusters.password(clusters.secret(cluster, "payments")) + "\"");
    }

    /** A system that is not a plaything has waiting times. */
    private Answer waitedFor(Supplier<Answer> change) {
        return TooEarly.waitedFor(
                change, left -> stage.fact("Key Protect's waiting time: " + (left.toSeconds() + 1) + " s to go …"));
    }

    private void trail(Keys.Key key) {
        stage.chapter(8, "What the record says of this key");
        String path = "/claviger/v1/audit/records?limit=500&key=" + PublicApi.encode(key.id());
        Answer trail = Waiting.until(
                "the record to be complete",
                Duration.ofSeconds(60),
                () -> api.call("GET", path, null).orFail(),
                answer -> Clusters.elements(answer.body().path("records")).stream()
                        .anyMatch(row -> row.at("/record/action").asText().equals("kms.secrets.restore")));
        Line line = new Line("", "", "", "", 0);
        for (JsonNode row : trail.body().path("records")) {
            JsonNode entry = row.path("record");
            if (entry.path("dataEvent").asBoolean()) {
                continue;
            }
            Line next = Line.of(entry);
            if (next.repeats(line)) {
                line = line.again();
            } else {
                line.tell(stage);
                line = next;
            }
        }
        line.tell(stage);
    }

    /** One line of the trail; the same thing done again and again by the same caller is one line with a count. */
    private record Line(String time, String action, String outcome, String who, int count) {

        static Line of(JsonNode entry) {
            return new Line(
                    entry.path("eventTime").asText().substring(11, 23),
                    entry.path("action").asText(),
                    entry.path("outcome").asText(),
                    entry.at("/initiator/name").asText(),
                    1);
        }

        boolean repeats(Line other) {
            return action.equals(other.action) && outcome.equals(other.outcome) && who.equals(other.who);
        }

        Line again() {
            return new Line(time, action, outcome, who, count + 1);
        }

        void tell(Stage stage) {
            if (count > 0) {
                stage.row(time, action, outcome, who + (count > 1 ? "  ×" + count : ""));
            }
        }
    }

    private void cleanUp(String cluster, List<Keys.Key> used) {
        stage.chapter(9, "The stage is cleared");
        long start = System.nanoTime();
        clusters.delete(cluster);
        used.forEach(key -> keys.delete(key, true).orFail());
        stage.fact("cluster and keys deleted", since(start));
    }

    private static Predicate<JsonNode> state(String state) {
        return body -> body.path("state").asText().equals(state);
    }

    private static Predicate<List<JsonNode>> all(String health) {
        return workers -> !workers.isEmpty()
                && workers.stream()
                        .allMatch(worker -> worker.at("/health/state").asText().equals(health));
    }

    private static double took(Answer answer) {
        return (answer.receivedAt() - answer.sentAt()) / 1e6;
    }

    private static double between(Answer first, Answer last) {
        return (last.receivedAt() - first.receivedAt()) / 1e6;
    }

    private static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e6;
    }

    private static String required(Map<String, String> env, String name) {
        String value = env.get(name);
        if (value == null || value.isBlank()) {
            throw new LocalFailure(name
                    + " is not set in the environment; './claviger up' writes it to .claviger/env, for 'demo --env'");
        }
        return value;
    }
}
