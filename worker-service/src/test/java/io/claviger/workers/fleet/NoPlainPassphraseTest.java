package io.claviger.workers.fleet;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.ClusterSnapshot;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.Topic;
import io.claviger.workers.sql.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant I1: plain passphrases are searched for in rows, topics, files, logs and answers, in every form they could take. */
@QuarkusTest
class NoPlainPassphraseTest {

    @Inject
    TestKms kms;

    @Inject
    Sql sql;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record.getMessage() + " " + java.util.Arrays.toString(record.getParameters()) + " "
                    + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
    }

    @Test
    void keepsPlainPassphrasesInMemoryOnly() throws IOException {
        // Given
        KeySnapshot key = kms.create();
        ClusterSnapshot cluster = Scene.cluster();
        Bus.publish(Scene.created(cluster, 2, key));
        awaitStates(cluster, "deployed/normal");

        // When
        Bus.publish(new KeyEvent.Rotated(kms.rotate(key)));
        Bus.publish(new KeyEvent.Disabled(kms.toState(key, 2)));
        awaitStates(cluster, "deployed/critical");
        Scene.workers(cluster, "default").forEach(worker -> Scene.reboot(cluster, worker));
        await().until(() -> answers(cluster).contains("could not be unlocked"));
        Bus.publish(new KeyEvent.Enabled(kms.toState(key, 1)));
        await().until(() -> answers(cluster).contains("disk_locked"));
        Scene.workers(cluster, "default").forEach(worker -> Scene.reboot(cluster, worker));
        awaitStates(cluster, "deployed/normal");

        // Then
        List<String> places = new ArrayList<>(logged);
        places.add(answers(cluster));
        assertThat(logged).as("the log was listened to").isNotEmpty();
        places.addAll(rows());
        places.addAll(records());
        assertThat(kms.seen()).hasSizeGreaterThanOrEqualTo(2);
        List<String> forms =
                kms.seen().stream().flatMap(secret -> forms(secret).stream()).toList();
        places.forEach(place -> assertHoldsNone(place, forms));
        assertFilesHoldNone(forms);
    }

    private static void assertHoldsNone(String place, List<String> forms) {
        assertThat(forms.stream().anyMatch(place::contains))
                .as("a plain passphrase was found")
                .isFalse();
    }

    private static List<String> forms(byte[] secret) {
        return List.of(
                new String(secret, StandardCharsets.ISO_8859_1),
                Base64.getEncoder().withoutPadding().encodeToString(secret),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                HexFormat.of().formatHex(secret),
                HexFormat.of().withUpperCase().formatHex(secret));
    }

    private List<String> rows() {
        List<String> tables =
                sql.list("select tablename from pg_tables where schemaname = 'public'", row -> row.text("tablename"));
        assertThat(tables).contains("disk", "worker", "outbox");
        List<String> rows = new ArrayList<>();
        for (String table : tables) {
            rows.addAll(sql.list("select t::text as row from " + table + " t", row -> row.text("row")));
        }
        return rows;
    }

    private static List<String> records() {
        List<String> records = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            Bus.records(topic.wireName())
                    .forEach(record -> records.add(new String(record.value(), StandardCharsets.ISO_8859_1)));
        }
        return records;
    }

    /** One after the other: all of them are more than the memory of a test. Those of former runs know none of this run's. */
    private static void assertFilesHoldNone(List<String> forms) throws IOException {
        long began = ManagementFactory.getRuntimeMXBean().getStartTime();
        List<Path> searched = new ArrayList<>();
        Files.walkFileTree(Path.of("target/workers"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (attributes.lastModifiedTime().toMillis() < began) {
                    return FileVisitResult.CONTINUE;
                }
                try (var input = Files.newInputStream(path)) {
                    // The header and key slots; behind them there is only what the volume key encrypts.
                    assertHoldsNone(new String(input.readNBytes(1 << 20), StandardCharsets.ISO_8859_1), forms);
                    searched.add(path);
                } catch (NoSuchFileException e) {
                    return visitFileFailed(path, e);
                }
                return FileVisitResult.CONTINUE;
            }

            /** Another test's disk, destroyed just now, has nothing in it any more. */
            @Override
            public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
                return failure instanceof NoSuchFileException
                        ? FileVisitResult.CONTINUE
                        : super.visitFileFailed(path, failure);
            }
        });
        assertThat(searched).isNotEmpty();
    }

    private static String answers(ClusterSnapshot cluster) {
        String id = cluster.clusterId();
        return Scene.viewer().get("/global/v2/getWorkers?cluster=" + id).asString()
                + Scene.viewer().get("/global/v2/getWorkerPools?cluster=" + id).asString()
                + Scene.viewer().get("/global/v1/clusters/" + id + "/workers").asString();
    }

    private static void awaitStates(ClusterSnapshot cluster, String state) {
        await().until(() -> Scene.states(cluster, "default").equals(List.of(state, state)));
    }
}
