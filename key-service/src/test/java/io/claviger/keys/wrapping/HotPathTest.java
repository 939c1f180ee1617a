package io.claviger.keys.wrapping;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.testkit.Engines;
import io.claviger.testkit.service.AccountsWord;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses of a key that is kept in memory: their answers, their records, and what they do without. */
@QuarkusTest
class HotPathTest {

    private static final int CALLS = 200;
    /** What the service's own clocks ask meanwhile. */
    private static final int OTHERS = 150;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    MeterRegistry meters;

    @Inject
    HotKeys hotKeys;

    @Inject
    AccountsWord word;

    @Inject
    MovableClock clock;

    @ConfigProperty(name = "claviger.authorizations.fresh")
    Duration fresh;

    private Kms kms;
    private String key;

    @BeforeEach
    void warm() {
        kms = Kms.newInstance();
        key = kms.createRootKey("orders");
        warmUp();
    }

    @Test
    void asksTheDatabaseNothing() {
        assertThat(connectionsTakenBy(kms)).isLessThan(OTHERS);
    }

    @Test
    void asksTheDatabaseNothingForAServiceEither() {
        Kms service = kms.asService("master-service");
        service.act(key, "wrap").then().statusCode(200);

        assertThat(connectionsTakenBy(service)).isLessThan(OTHERS);
    }

    /** ADR 0024: what is allowed for as long as iam-service is away is allowed by the long way only. */
    @Test
    void leavesAServiceToTheLongWayWhenItsAuthorizationIsNotFresh() {
        // Given
        Kms service = kms.asService("master-service");
        service.act(key, "wrap").then().statusCode(200);
        word.away(true);
        try {
            clock.advance(fresh);

            // When
            double before = direct();
            service.act(key, "wrap").then().statusCode(200);

            // Then
            assertThat(direct()).isEqualTo(before);
        } finally {
            word.away(false);
        }
    }

    private long connectionsTakenBy(Kms caller) {
        String ciphertext = caller.wrap(key, "{\"plaintext\":\"c2VjcmV0\"}");
        String body = "{\"ciphertext\":\"" + ciphertext + "\"}";
        dataSource.getConfiguration().setMetricsEnabled(true);
        long before = dataSource.getMetrics().acquireCount();
        for (int i = 0; i < CALLS; i++) {
            caller.act(key, "wrap").then().statusCode(200);
            caller.act(key, "unwrap", body).then().body("plaintext", equalTo("c2VjcmV0"));
            caller.act(key, "rewrap", body).then().statusCode(200);
        }
        caller.request()
                .body("{\"items\":[{},{}]}")
                .post("/claviger/v1/keys/" + key + "/actions/wrap")
                .then()
                .statusCode(200);
        return dataSource.getMetrics().acquireCount() - before;
    }

    /** Whoever speaks HTTP/2 asks for it with the first request; the second one is HTTP/2 from its start. */
    @Test
    void refusesOverHttp2WhatTheLongWayRefuses() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest bad = HttpRequest.newBuilder(URI.create(
                            RestAssured.baseURI + ":" + RestAssured.port + "/api/v2/keys/" + key + "/actions/unwrap"))
                    .header("Authorization", "Bearer " + kms.token().replace("Bearer ", ""))
                    .header("Bluemix-Instance", kms.instance())
                    .POST(HttpRequest.BodyPublishers.ofString("{\"ciphertext\":\"bm9uZQ==\"}"))
                    .build();
            int first = client.send(bad, HttpResponse.BodyHandlers.ofString()).statusCode();
            HttpResponse<String> second = client.send(bad, HttpResponse.BodyHandlers.ofString());

            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.statusCode()).isEqualTo(first).isBetween(400, 422);
        }
    }

    @Test
    void answersAsTheLongWayDoes() {
        String current = kms.request()
                .get("/api/v2/keys/" + key + "/versions")
                .then()
                .extract()
                .path("resources[0].id");
        double direct = direct();

        String correlation = UUID.randomUUID().toString();
        Response wrapped = kms.request()
                .header("Correlation-Id", correlation)
                .body("{\"aad\":[\"a\",\"b\"]}")
                .post("/api/v2/keys/" + key + "/actions/wrap");
        wrapped.then()
                .statusCode(200)
                .header("Correlation-Id", correlation)
                .header("X-Correlation-Id", correlation)
                .body("plaintext", notNullValue())
                .body("keyVersion.id", equalTo(current))
                .body("keyVersion.creationDate", notNullValue());
        String open = "{\"ciphertext\":\"" + wrapped.path("ciphertext") + "\",\"aad\":[\"a\",\"b\"]}";
        kms.act(key, "unwrap", open)
                .then()
                .statusCode(200)
                .body("plaintext", equalTo(wrapped.path("plaintext")))
                .body("ciphertext", nullValue());
        assertThat(direct()).isEqualTo(direct + 2);

        kms.act(key, "unwrap", open.replace("\"b\"", "\"c\"")).then().statusCode(422);
        kms.act(key, "wrap", "{\"plaintext\":\"!\"}").then().statusCode(400);
        kms.act(key, "wrap", "{\"plaintext\":").then().statusCode(400);
        kms.act(key, "unwrap").then().statusCode(400);
        kms.as("KeyPurge").act(key, "wrap").then().statusCode(401);

        kms.act(key, "rotate").then().statusCode(204);
        warmUp();
        for (int i = 0; i < 3; i++) {
            kms.act(key, "unwrap", open)
                    .then()
                    .statusCode(200)
                    .body("plaintext", equalTo(wrapped.path("plaintext")))
                    .body("ciphertext", notNullValue())
                    .body("keyVersion.id", equalTo(current));
            kms.act(key, "rewrap", open).then().statusCode(200).body("rewrappedKeyVersion.id", notNullValue());
        }
    }

    /** What one way has wrapped, the others have to open. */
    @Test
    void takesTheSameAdditionalDataOnEveryWay() {
        for (String text : List.of("", "\\u0000", "a\\u0000b", "\\ud800", "\\udc00x", "\\ud83d\\ude00", "e\\u0301")) {
            String aad = "\"aad\":[\"" + text + "\"]";
            // The short way leaves a body with anything else in it to the long one.
            String ignored = "\"ignored\":1," + aad;

            double direct = direct();
            String wrappedShort = kms.wrap(key, "{\"plaintext\":\"c2VjcmV0\"," + aad + "}");
            assertThat(direct()).isEqualTo(direct + 1);
            String wrappedLong = kms.wrap(key, "{\"plaintext\":\"c2VjcmV0\"," + ignored + "}");
            assertThat(direct()).isEqualTo(direct + 1);

            for (String wrapped : List.of(wrappedShort, wrappedLong)) {
                String item = "{\"ciphertext\":\"" + wrapped + "\",";
                Response opened = kms.act(key, "unwrap", item + aad + "}");
                opened.then().statusCode(200).body("plaintext", equalTo("c2VjcmV0"));
                opened = kms.act(key, "unwrap", item + ignored + "}");
                opened.then().statusCode(200).body("plaintext", equalTo("c2VjcmV0"));
                kms.request()
                        .body("{\"items\":[" + item + aad + "}]}")
                        .post("/claviger/v1/keys/" + key + "/actions/unwrap")
                        .then()
                        .statusCode(200)
                        .body("items[0].plaintext", equalTo("c2VjcmV0"));
            }
        }
    }

    @Test
    void recordsEachCallWithItsCallerBeforeItAnswers() {
        // Given
        String correlation = UUID.randomUUID().toString();
        double direct = direct();

        // When
        kms.request()
                .header("Correlation-Id", correlation)
                .header("User-Agent", "hot-path-test")
                .post("/api/v2/keys/" + key + "/actions/wrap")
                .then()
                .statusCode(200);

        // Then
        assertThat(direct()).isEqualTo(direct + 1);
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(() -> {
                List<ConsumerRecord<String, byte[]>> records = bus.records(each -> isOf(correlation, each));
                assertThat(records).hasSize(1);
                ConsumerRecord<String, byte[]> record = records.getFirst();
                assertThat(new String(record.value(), StandardCharsets.UTF_8))
                        .contains("kms.secrets.wrap", "hot-path-test", "IBMid-manager", key, "\"dataEvent\":true");
                assertThat(Bus.header(record, "ce_type")).isEqualTo("io.claviger.activity.recorded");
            });
        }
    }

    @Test
    void takesTheOutboxWhileTheBusIsAwayAndWaitsForItOnlyOnce() {
        // Given
        Engines.current().kafka().stop();
        try {
            // When
            kms.act(key, "wrap").then().statusCode(200);
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                kms.act(key, "wrap").then().statusCode(200);
            }

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        } finally {
            Engines.current().kafka().start();
        }
        double direct = direct();
        await().until(() -> {
            kms.act(key, "wrap").then().statusCode(200);
            return direct() > direct;
        });
    }

    @Test
    void refusesWhatCanBeRecordedNowhere() {
        // Given
        Engines.current().kafka().stop();
        Engines.current().postgres().stop();
        try {
            // When
            long began = System.nanoTime();
            Response refused = kms.act(key, "wrap");

            // Then
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.<String>path("resources[0].reasons[0].message")).contains("cannot be made durable");
            assertThat(refused.asString()).doesNotContain("plaintext");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        } finally {
            Engines.current().postgres().start();
            Engines.current().kafka().start();
        }
        await().until(() -> kms.act(key, "wrap").statusCode() == 200);
    }

    /** Whoever announces a body and does not send it keeps no key in memory that was taken away. */
    @Test
    void opensNoKeyBeforeTheBodyHasCome() throws Exception {
        // Given
        HotKey open = Objects.requireNonNull(hotKeys.acquire(kms.instance(), key));
        open.close();
        double before = activeRequests();
        try (Socket slow = new Socket("localhost", RestAssured.port)) {
            String head =
                    "POST /api/v2/keys/%s/actions/wrap HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                                    .formatted(key, kms.token().replace("Bearer ", ""))
                            + "Bluemix-Instance: %s\r\nContent-Length: 2\r\n\r\n".formatted(kms.instance());
            slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> activeRequests() > before);

            // When
            kms.act(key, "disable").then().statusCode(204);

            // Then
            await().until(() -> isWiped(open));
            slow.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 409");
        }
    }

    private static boolean isWiped(HotKey key) {
        if (key.acquire()) {
            key.close();
            return false;
        }
        return true;
    }

    private double activeRequests() {
        return meters.get("http.server.active.requests").gauge().value();
    }

    private static boolean isOf(String correlation, ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader("ce_correlationid");
        return header != null && correlation.equals(new String(header.value(), StandardCharsets.UTF_8));
    }

    private double direct() {
        return meters.counter("claviger.activity.direct").count();
    }

    /** Until a call is answered from memory. */
    private void warmUp() {
        await().until(() -> {
            double before = direct();
            kms.act(key, "wrap").then().statusCode(200);
            return direct() > before;
        });
    }
}
