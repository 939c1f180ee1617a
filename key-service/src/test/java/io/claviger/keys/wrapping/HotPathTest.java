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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses of a key that is kept in memory: their answers, their records, and what they do without. */
@QuarkusTest
class HotPathTest {

    /** So many in a row are no chance. */
    private static final int IN_A_ROW = 4;
    /** How long a record waits for a broker that does not answer: claviger.activity.acknowledged-within. */
    private static final Duration WAIT_FOR_THE_BUS = Duration.ofSeconds(1);

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
        dataSource.getConfiguration().setMetricsEnabled(true);
        warmUp();
    }

    @Test
    void asksTheDatabaseNothing() {
        asksTheDatabaseNothingFor(kms);
    }

    @Test
    void asksTheDatabaseNothingForAServiceEither() {
        Kms service = kms.asService("master-service");
        service.act(key, "wrap").then().statusCode(200);

        asksTheDatabaseNothingFor(service);
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

    private void asksTheDatabaseNothingFor(Kms caller) {
        String ciphertext = caller.wrap(key, "{\"plaintext\":\"c2VjcmV0\"}");
        String body = "{\"ciphertext\":\"" + ciphertext + "\"}";
        List<Supplier<Response>> uses = List.of(
                () -> caller.act(key, "wrap"),
                () -> caller.act(key, "unwrap", body),
                () -> caller.act(key, "rewrap", body),
                () -> caller.request().body("{\"items\":[{},{}]}").post("/claviger/v1/keys/" + key + "/actions/wrap"));
        for (Supplier<Response> use : uses) {
            await().until(() -> Stream.generate(() -> isAnsweredByTheShortWay(use))
                    .limit(IN_A_ROW)
                    .allMatch(shortly -> shortly));
        }
        byTheShortWay(() -> caller.act(key, "unwrap", body)).then().body("plaintext", equalTo("c2VjcmV0"));
    }

    private boolean isAnsweredByTheShortWay(Supplier<Response> use) {
        return answeredByTheShortWay(use).isPresent();
    }

    /**
     * Its answer, if it was recorded without the outbox and nobody, the service's own clocks included, took a connection
     * meanwhile. A machine that stands still for a second lets the lease run out, and then any use takes the long way once.
     */
    private Optional<Response> answeredByTheShortWay(Supplier<Response> use) {
        double recorded = direct();
        long taken = dataSource.getMetrics().acquireCount();
        Response answer = use.get();
        answer.then().statusCode(200);
        return Optional.of(answer)
                .filter(_ -> dataSource.getMetrics().acquireCount() == taken && direct() == recorded + 1);
    }

    private Response byTheShortWay(Supplier<Response> use) {
        return await().until(() -> answeredByTheShortWay(use), Optional::isPresent)
                .orElseThrow();
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

        String correlation = UUID.randomUUID().toString();
        Response wrapped = byTheShortWay(() -> kms.request()
                .header("Correlation-Id", correlation)
                .body("{\"aad\":[\"a\",\"b\"]}")
                .post("/api/v2/keys/" + key + "/actions/wrap"));
        wrapped.then()
                .statusCode(200)
                .header("Correlation-Id", correlation)
                .header("X-Correlation-Id", correlation)
                .body("plaintext", notNullValue())
                .body("keyVersion.id", equalTo(current))
                .body("keyVersion.creationDate", notNullValue());
        String open = "{\"ciphertext\":\"" + wrapped.path("ciphertext") + "\",\"aad\":[\"a\",\"b\"]}";
        byTheShortWay(() -> kms.act(key, "unwrap", open))
                .then()
                .statusCode(200)
                .body("plaintext", equalTo(wrapped.path("plaintext")))
                .body("ciphertext", nullValue());

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

            String wrappedShort = byTheShortWay(() -> kms.act(key, "wrap", "{\"plaintext\":\"c2VjcmV0\"," + aad + "}"))
                    .path("ciphertext");
            double direct = direct();
            String wrappedLong = kms.wrap(key, "{\"plaintext\":\"c2VjcmV0\"," + ignored + "}");
            assertThat(direct()).isEqualTo(direct);

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
        // When
        String correlation = byTheShortWay(() -> kms.request()
                        .header("Correlation-Id", UUID.randomUUID().toString())
                        .header("User-Agent", "hot-path-test")
                        .post("/api/v2/keys/" + key + "/actions/wrap"))
                .header("Correlation-Id");

        // Then
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
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long began = System.nanoTime();
                kms.act(key, "wrap").then().statusCode(200);
                took.add(Duration.ofNanos(System.nanoTime() - began));
            }

            // Then: a busy machine may hold up some of them as long as the bus would, not most
            assertThat(took.stream().sorted().toList().get(took.size() / 2)).isLessThan(WAIT_FOR_THE_BUS);
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
            CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> kms.act(key, "wrap"));

            // Then it is refused while they are away
            assertThat(answer).succeedsWithin(Duration.ofSeconds(60));
            Response refused = answer.join();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.<String>path("resources[0].reasons[0].message")).contains("cannot be made durable");
            assertThat(refused.asString()).doesNotContain("plaintext");
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
        HotKey open = await().until(
                        () -> {
                            warmUp();
                            return Optional.ofNullable(hotKeys.acquire(kms.instance(), key));
                        },
                        Optional::isPresent)
                .orElseThrow();
        open.close();
        await().until(() -> activeRequests() == 0);
        try (Socket slow = new Socket("localhost", RestAssured.port)) {
            String head =
                    "POST /api/v2/keys/%s/actions/wrap HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                                    .formatted(key, kms.token().replace("Bearer ", ""))
                            + "Bluemix-Instance: %s\r\nContent-Length: 2\r\n\r\n".formatted(kms.instance());
            slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> activeRequests() == 1);

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
