package io.claviger.system;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.engines.EmbeddedKafka;
import io.claviger.engines.FreePort;
import io.claviger.engines.PostgresEngine;
import io.claviger.events.Topic;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.layout.Secrets;
import io.claviger.local.layout.Service;
import io.claviger.local.system.LocalSystem.Database;
import io.claviger.local.system.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A second key-service, run by somebody else: a process of its own with a bus, a database and a seal of its own. It takes the
 * installation's tokens, and asks its iam-service who may use a key; the installation knows nothing of it but a URL.
 */
final class SecondKms implements AutoCloseable {

    private static final String DATABASE = "second_keys";
    /** A JVM starts; where others use the machine, too, that has taken a minute. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Installation installation;
    private final EmbeddedKafka bus;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path log;
    private final String token;
    private @Nullable Process process;
    private @Nullable Process guard;

    private SecondKms(Installation installation, EmbeddedKafka bus) {
        this.installation = installation;
        this.bus = bus;
        this.log = installation.folder().log("second-key-service");
        this.token =
                installation.api().login(installation.env("CLAVIGER_API_KEY")).text("/access_token");
    }

    static SecondKms start(Installation installation) throws IOException, SQLException {
        EmbeddedKafka bus = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
        SecondKms kms = new SecondKms(installation, bus);
        try {
            bus.createTopics(
                    Arrays.stream(Topic.values())
                            .flatMap(topic -> Stream.of(topic.wireName(), topic.deadLetters()))
                            .toList(),
                    1);
            kms.run(kms.settings(kms.database()));
            await().until(kms::ready);
            return kms;
        } catch (IOException | SQLException | RuntimeException e) {
            kms.close();
            throw e;
        }
    }

    String url() {
        return installation.toSecondKms().url().toString();
    }

    /** @return id of a new instance in the first account */
    String newInstance() {
        return call(
                        "",
                        "POST",
                        "/v2/resource_instances",
                        Map.of("name", Installation.name("premises-"), "target", "local"))
                .path("guid")
                .asText();
    }

    Key newRootKey(String instance) {
        String type = "application/vnd.ibm.kms.key+json";
        JsonNode key = call(
                        instance,
                        "POST",
                        "/api/v2/keys",
                        Map.of(
                                "metadata",
                                Map.of("collectionType", type, "collectionTotal", 1),
                                "resources",
                                List.of(Map.of("type", type, "name", "premises", "extractable", false))))
                .at("/resources/0");
        return new Key(key.path("id").asText(), key.path("crn").asText(), "premises");
    }

    /** Called as its own administrator calls it, by no way that the installation has. */
    JsonNode call(String instance, String method, String path, @Nullable Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(JSON.valueToTree(body).toString()));
        if (!instance.isEmpty()) {
            request.header("Bluemix-Instance", instance);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode())
                    .as("%s %s: %s", method, path, answer.body())
                    .isBetween(200, 299);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Database database() throws IOException, SQLException {
        String password = Secrets.open(installation.folder().secrets(), new SecureRandom())
                .postgresPassword();
        Database first = installation.system().database(Service.KEY);
        String url = first.jdbcUrl();
        try (Connection owner =
                        DriverManager.getConnection(sibling(url, "postgres"), PostgresEngine.SUPERUSER, password);
                Statement statement = owner.createStatement()) {
            statement.execute("create database " + DATABASE + " owner " + first.user());
        }
        return new Database(sibling(url, DATABASE), first.user(), first.password());
    }

    private static String sibling(String jdbcUrl, String database) {
        return jdbcUrl.substring(0, jdbcUrl.lastIndexOf('/') + 1) + database;
    }

    private Path settings(Database database) throws IOException {
        Properties settings = new Properties();
        try (InputStream first = Files.newInputStream(installation.folder().conf(Service.KEY.partName()))) {
            settings.load(first);
        }
        // What was put back is the first one's database.
        settings.stringPropertyNames().stream()
                .filter(name -> name.startsWith("claviger.keys.restored."))
                .forEach(settings::remove);
        Path data = Files.createDirectories(installation.folder().data("second-key-service"));
        int port = FreePort.find();
        installation.toSecondKms().leadTo(port);
        settings.setProperty("quarkus.http.port", Integer.toString(port));
        settings.setProperty("quarkus.datasource.jdbc.url", database.jdbcUrl());
        settings.setProperty("kafka.bootstrap.servers", bus.bootstrapServers());
        settings.setProperty(
                "claviger.keys.seal.keystore", data.resolve("seal.p12").toString());
        settings.setProperty("claviger.public-url", url());
        Path file = installation.folder().conf("second-key-service");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        return file;
    }

    private void run(Path settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(Options.forTests(installation.folder().root()).programs().command(Service.KEY, settings));
        Process started = new ProcessBuilder(command)
                .directory(installation.folder().root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process = started;
        // Its standard input closes with us, however we end.
        guard = new ProcessBuilder(
                        "sh", "-c", "read -r _; kill -KILL \"$1\" 2>/dev/null", "guard", Long.toString(started.pid()))
                .start();
    }

    private boolean ready() throws InterruptedException {
        if (process == null || !process.isAlive()) {
            throw new AssertionError("the second key-service ended: see " + log);
        }
        try {
            return client.send(
                                    HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        installation.toSecondKms().cut();
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        if (guard != null) {
            guard.destroyForcibly();
        }
        bus.close();
        client.close();
    }
}
