package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import io.claviger.local.client.UnexpectedAnswerException;
import io.claviger.local.client.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two replicas of each service are replaced one by one, as an update does it, while clients work and one plays the story over
 * and over. Nobody tries a call again. Too long for every build:
 *
 * <pre>
 * ./mvnw -q install -DskipTests
 * ./mvnw -q -pl system-tests verify -Dit.test=RollingUpdateBench -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * <p>Or a system elsewhere, which the environment names and a command updates: {@code eval "$(k8s/env)"}, then as above with
 * {@code -Dbench.update='kubectl -n claviger apply -k … && kubectl -n claviger rollout status …'}. Its windows between two
 * changes of a key must be zero (docs/key-states.md).
 */
class RollingUpdateBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Fleet fleet;
    private final String instance;
    private final PublicApi api;
    private final Clusters clusters;
    private final Keys keys;
    private final CallsAndRecords calls = new CallsAndRecords();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wraps = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger rotations = new AtomicInteger();
    private final AtomicInteger disables = new AtomicInteger();
    private final AtomicInteger stories = new AtomicInteger();

    RollingUpdateBench() throws IOException {
        String update = System.getProperty("bench.update");
        fleet = update == null ? new Fleet.Local(ROUNDS) : new Fleet.Elsewhere(update);
        api = new PublicApi(
                fleet.env("CLAVIGER_URL"), fleet.env("CLAVIGER_HTTPS_URL"), Path.of(fleet.env("CLAVIGER_CA")));
        api.login(fleet.env("CLAVIGER_API_KEY"));
        instance = fleet.env("CLAVIGER_INSTANCE_ID");
        clusters = new Clusters(api);
        keys = new Keys(api, instance);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void losesNothingAndRefusesNobody() throws InterruptedException {
        // Given two replicas of each service, and clients of every kind at work
        Key used = keys.create(Installation.name("used-"));
        Key rotated = keys.create(Installation.name("rotated-"));
        Key switched = keys.create(Installation.name("switched-"));
        String cluster = enabledCluster(rotated);
        Instant begun = Instant.now();
        api.observedBy(calls::note);
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(6);
        repeat(clients, 100, () -> wrapAndUnwrap(used));
        repeat(clients, 50, () -> read(cluster));
        repeat(clients, 500, () -> write(cluster));
        repeat(clients, 1_000, () -> rotate(rotated));
        repeat(clients, 1_000, () -> switchOffAndOn(switched));
        repeat(clients, 1_000, this::story);

        // When every replica is replaced, one at a time
        String replaced = fleet.update();
        clients.shutdown();
        assertThat(clients.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
        Instant ended = Instant.now();
        api.observedBy(answer -> {});

        // Then nobody saw a failure, and who was refused was meant to be: by a disabled key, or after a deletion
        say(
                "%s in %d s; %d calls with 2xx, others by status: %s",
                replaced, Duration.between(begun, ended).toSeconds(), calls.succeeded(), calls.others());
        say(
                "%d wraps and unwraps, %d reads, %d writes, %d rotations, %d disables, %d stories; %d failures",
                wraps.get(),
                reads.get(),
                written.get(),
                rotations.get(),
                disables.get(),
                stories.get(),
                failures.size());
        failures.forEach(failure -> say("failed: %s", failure));
        assertThat(failures).isEmpty();
        assertThat(calls.others().keySet())
                .isSubsetOf(
                        "403 GET /clusters/{id}/api/v1/namespaces/default/secrets/{name}",
                        "404 GET /global/v2/getCluster",
                        // Of every order of a cluster: the authorization is there already.
                        "409 POST /v1/policies");
        assertThat(List.of(wraps.get(), reads.get(), written.get(), rotations.get(), disables.get(), stories.get()))
                .allMatch(count -> count > 2);

        // And every secret is there, and the last version everywhere
        for (int i = 0; i < written.get(); i++) {
            assertThat(Clusters.password(clusters.secret(cluster, "written-" + i)))
                    .isEqualTo("value " + i);
        }
        awaitVersion(cluster, keys.version(rotated));

        // And each call that succeeded is in the audit log, once
        calls.awaitRecords(api, begun);
        say("%s", calls.summary());
        assertThat(calls.withoutRecord()).isEmpty();
        assertThat(calls.recordedTwice()).isEmpty();
        assertThat(api.call("GET", "/claviger/v1/audit/log/verify", null).status())
                .isEqualTo(200);
    }

    private void wrapAndUnwrap(Key key) {
        String plaintext = "cm9sbGluZyB1cGRhdGU=";
        String wrapped = act(key, "wrap", Map.of("plaintext", plaintext))
                .path("ciphertext")
                .asText();
        assertThat(act(key, "unwrap", Map.of("ciphertext", wrapped))
                        .path("plaintext")
                        .asText())
                .isEqualTo(plaintext);
        wraps.incrementAndGet();
    }

    private JsonNode act(Key key, String action, Map<String, String> body) {
        return api.kms(instance, "POST", "/api/v2/keys/" + key.id() + "/actions/" + action, body)
                .orFail()
                .body();
    }

    private void read(String cluster) {
        assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("kept");
        reads.incrementAndGet();
    }

    private void write(String cluster) {
        clusters.createSecret(cluster, "written-" + written.get(), "value " + written.get());
        written.incrementAndGet();
    }

    private void rotate(Key key) {
        keys.act(key, "rotate");
        rotations.incrementAndGet();
    }

    private void switchOffAndOn(Key key) {
        keys.act(key, "disable");
        keys.act(key, "enable");
        disables.incrementAndGet();
    }

    /** The main job: a cluster under a key, which is rotated, disabled, enabled; then everything goes. */
    private void story() {
        Key key = keys.create(Installation.name("story-"));
        String cluster = enabledCluster(key);
        keys.act(key, "rotate");
        awaitVersion(cluster, keys.version(key));
        keys.act(key, "disable");
        Waiting.until("a read to be refused", PATIENCE, () -> clusters.secret(cluster, "kept"), read -> !read.ok());
        // Key-service itself may have refused that read. A disable whose event is still under way refuses reads after
        // the
        // enable, too, until key-service was asked once more: so whoever enables waits until the disable has come
        // through.
        clusters.await(
                cluster,
                "the cluster to be in warning",
                body -> body.path("state").asText().equals("warning"));
        keys.act(key, "enable");
        Waiting.until("a read to be served", PATIENCE, () -> clusters.secret(cluster, "kept"), read -> read.ok());
        assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("kept");
        clusters.delete(cluster);
        keys.delete(key, true).orFail();
        stories.incrementAndGet();
    }

    private void awaitVersion(String cluster, String version) {
        clusters.await(
                cluster,
                "every data key to be under " + version,
                body -> body.at("/features/kms/crkVersion").asText().equals(version));
    }

    private void repeat(ScheduledExecutorService clients, long everyMillis, Runnable work) {
        clients.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (UnexpectedAnswerException | AssertionError e) {
                        failures.add(e);
                    }
                },
                0,
                everyMillis,
                TimeUnit.MILLISECONDS);
    }

    private String enabledCluster(Key key) {
        Key disks = keys.create(Installation.name("disks-"));
        String cluster = clusters.create(Installation.name("c-"), instance, disks, 1);
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        clusters.createSecret(cluster, "kept", "kept");
        clusters.enableKms(cluster, instance, key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));
        return cluster;
    }

    private static void say(String format, Object... values) {
        System.out.println("bench: " + String.format(Locale.ROOT, format, values));
    }
}
