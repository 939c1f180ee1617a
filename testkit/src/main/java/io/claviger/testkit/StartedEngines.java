package io.claviger.testkit;

import io.claviger.engines.Broker;
import io.claviger.engines.EmbeddedKafka;
import io.claviger.engines.PostgresEngine;
import io.claviger.events.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts broker, database and token issuer when JUnit opens its first session in a JVM, and stops the engines when the
 * JVM ends. A module whose tests need none of them says {@code -Dclaviger.testkit.engines=off}. The broker runs in this
 * JVM, or with {@code -Dclaviger.test.kafka=container} in a container (see {@link ContainerKafka}).
 */
public final class StartedEngines implements LauncherSessionListener {
    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static final int PARTITIONS = 3;
    private static final String DATABASE = "test";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        boolean wanted = !"off".equals(System.getProperty("claviger.testkit.engines"));
        if (wanted && STARTED.compareAndSet(false, true)) {
            start();
        }
    }

    private static void start() {
        var kafka = CompletableFuture.supplyAsync(StartedEngines::startKafka);
        var postgres = CompletableFuture.supplyAsync(StartedEngines::startPostgres);
        TestTokens.publish();
        Engines.register(kafka.join(), postgres.join());

        System.setProperty("kafka.bootstrap.servers", kafka.join().bootstrapServers());
        System.setProperty("quarkus.datasource.jdbc.url", postgres.join().jdbcUrl(DATABASE));
        System.setProperty("quarkus.datasource.username", DATABASE);
        System.setProperty("quarkus.datasource.password", DATABASE);
        System.setProperty("quarkus.devservices.enabled", "false");
    }

    private static Broker startKafka() {
        Broker kafka = "container".equals(System.getProperty("claviger.test.kafka"))
                ? ContainerKafka.started()
                : EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-kafka"));
        kafka.createTopics(topics(), PARTITIONS);
        return kafka;
    }

    private static PostgresEngine startPostgres() {
        var postgres = PostgresEngine.start(PostgresEngine.Options.temporary());
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-postgres"));
        postgres.createDatabase(DATABASE, DATABASE);
        return postgres;
    }

    private static List<String> topics() {
        return Arrays.stream(Topic.values())
                .flatMap(topic -> Stream.of(topic.wireName(), topic.deadLetters()))
                .toList();
    }
}
