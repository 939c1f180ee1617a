package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.KeyAcknowledged;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Acknowledgements as a stranger's producer sends them: twice, late, out of order, or nonsense (I3). */
@QuarkusTest
class AcknowledgementTest {

    private static final String CRN = "crn%3Av1%3Abluemix%3Apublic%3Acontainers-kubernetes%3Alocal%3Aa%2Facc%3Ac%3A%3A";

    @Inject
    MovableClock clock;

    @Inject
    MeterRegistry meters;

    @Test
    void movesRegistrationsOnAndNeverBack() throws Exception {
        // Given
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");
        for (String service : List.of("master-service", "worker-service")) {
            manager.asService(service)
                    .request()
                    .urlEncodingEnabled(false)
                    .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"preventKeyDeletion\":false}]}")
                    .post("/api/v2/keys/" + key + "/registrations/" + CRN + service)
                    .then()
                    .statusCode(201);
        }
        String second = rotate(manager, key);
        clock.advance(Duration.ofHours(1));
        String third = rotate(manager, key);
        long timed = meters.get("claviger.keys.acknowledged").timer().count();

        // When
        KeyAcknowledged newer = word(key, 3, third);
        KeyAcknowledged older = word(key, 2, second);
        send(key, UUID.randomUUID().toString(), newer);
        String repeated = UUID.randomUUID().toString();
        send(key, repeated, older);
        send(key, repeated, older);
        send(key, UUID.randomUUID().toString(), word(key, 99, second));
        send(key, UUID.randomUUID().toString(), word(UUID.randomUUID().toString(), 1, second));
        send(key, UUID.randomUUID().toString(), word(key, 3, UUID.randomUUID().toString()));
        String last = UUID.randomUUID().toString();
        send(key, last, newer);

        // Then
        await().until(() -> !Rows.column("select 'seen' from inbox where event_id = ?", last)
                .isEmpty());
        assertThat(Rows.column("""
                        select r.created_by || ' ' || v.id
                          from registration_now r join key_version v on v.key_id = r.key_id and v.ordinal = r.ordinal
                         where r.key_id = ? order by 1
                        """, UUID.fromString(key)))
                .containsExactly("iam-ServiceId-master-service " + third, "iam-ServiceId-worker-service " + key);
        assertThat(Rows.column(
                        "select consumer || ' ' || revision || ' ' || version_id from acknowledgement where key_id = ?",
                        UUID.fromString(key)))
                .containsExactly("master-service 3 " + third);
        assertThat(meters.get("claviger.keys.acknowledged").timer().count()).isEqualTo(timed + 1);
        try (Bus bus = new Bus("claviger.activity.v1")) {
            await().untilAsserted(() -> assertThat(
                            bus.records(record -> text(record.value()).contains("ack-rotate")
                                    && text(record.value()).contains(key)))
                    .hasSize(1));
        }
    }

    @Test
    void takesOfTwoWordsAboutOneRevisionTheNewerVersionWhateverTheClocksSay() throws Exception {
        // Given
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");
        String second = rotate(manager, key);
        Instant now = Instant.now();

        // When
        send(key, UUID.randomUUID().toString(), word(key, 2, second, now));
        String last = UUID.randomUUID().toString();
        send(key, last, word(key, 2, key, now.plusSeconds(3600)));

        // Then
        await().until(() -> !Rows.column("select 'seen' from inbox where event_id = ?", last)
                .isEmpty());
        assertThat(Rows.column("select version_id from acknowledgement where key_id = ?", UUID.fromString(key)))
                .containsExactly(second);
    }

    @Test
    void takesNoWordThatSpeaksForAnotherService() throws Exception {
        // Given
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");
        KeyAcknowledged word = word(key, 1, key);

        // When
        try (KafkaProducer<String, byte[]> producer = producer()) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>("claviger.acks.v1", key, EventCodec.data(word));
            Map<String, String> headers =
                    new HashMap<>(headers(UUID.randomUUID().toString(), word));
            headers.put("ce_source", "worker-service");
            headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        }

        // Then
        try (Bus bus = new Bus("claviger.acks.v1.dlq")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .singleElement()
                    .extracting(record -> Bus.header(record, "dead-letter-reason"))
                    .asString()
                    .contains("another service"));
        }
        assertThat(Rows.column("select consumer from acknowledgement where key_id = ?", UUID.fromString(key)))
                .isEmpty();
    }

    @Test
    void putsWhatItCannotReadAsideAndGoesOn() throws Exception {
        // Given
        Kms manager = Kms.newInstance();
        String key = manager.createRootKey("orders");

        // When
        try (KafkaProducer<String, byte[]> producer = producer()) {
            ProducerRecord<String, byte[]> poison =
                    new ProducerRecord<>("claviger.acks.v1", key, "not json".getBytes(StandardCharsets.UTF_8));
            headers(UUID.randomUUID().toString(), word(key, 1, key))
                    .forEach((name, value) -> poison.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(poison).get();
        }
        send(key, UUID.randomUUID().toString(), word(key, 1, key));

        // Then
        await().untilAsserted(() -> assertThat(
                        Rows.column("select consumer from acknowledgement where key_id = ?", UUID.fromString(key)))
                .containsExactly("master-service"));
        try (Bus bus = new Bus("claviger.acks.v1.dlq")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .singleElement()
                    .extracting(record -> Bus.header(record, "dead-letter-reason"))
                    .asString()
                    .contains("data of event type io.claviger.key.acknowledged"));
        }
    }

    private static String rotate(Kms kms, String key) {
        kms.act(key, "rotate").then().statusCode(204);
        return kms.request().get("/api/v2/keys/" + key + "/versions").path("resources[0].id");
    }

    private static KeyAcknowledged word(String key, long revision, String version) {
        return word(key, revision, version, Instant.now());
    }

    private static KeyAcknowledged word(String key, long revision, String version, Instant at) {
        return new KeyAcknowledged("master-service", key, "crn:v1:any:key:" + key, revision, version, 1, 7, at);
    }

    private static void send(String key, String eventId, KeyAcknowledged word) throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>("claviger.acks.v1", key, EventCodec.data(word));
            headers(eventId, word)
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        }
    }

    private static Map<String, String> headers(String eventId, KeyAcknowledged word) {
        return new EventHeaders(
                        eventId,
                        word.type(),
                        word.source(),
                        word.subject(),
                        Instant.now(),
                        word.partitionKey(),
                        word.sequence(),
                        null,
                        null)
                .toMap();
    }

    private static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers")),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
