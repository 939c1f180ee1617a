package io.claviger.keys.watermark;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.EventCodec;
import io.claviger.events.Watermark;
import io.claviger.keys.custody.Seal;
import io.claviger.keys.custody.Signing;
import io.claviger.keys.custody.SigningKey;
import io.claviger.keys.sql.Sql;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.WatchedSeal;
import io.claviger.keys.watermark.store.WatermarkStore;
import io.claviger.kit.outbox.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What a watermark promises: every change committed before it is before it in its partition, and key-service says so. */
@QuarkusTest
class WatermarkTest {

    private static final String TYPE = "io.claviger.key.watermark";

    @Inject
    WatermarkKeys keys;

    @Inject
    WatermarkStore store;

    @Inject
    WatermarkWriter writer;

    @Inject
    KeyPartitions partitions;

    @Inject
    Outbox outbox;

    @Inject
    WatermarkConfig config;

    @Inject
    Seal seal;

    @Inject
    Sql sql;

    @Test
    void comesAfterEveryChangeThatWasCommittedBeforeIt() {
        // Given keys that are made while watermarks are written, and the time at which each call had returned
        Kms kms = Kms.newInstance();
        Map<String, Instant> returned = new HashMap<>();
        Instant end = databaseTime().plusSeconds(3);
        while (databaseTime().isBefore(end)) {
            String key = kms.createRootKey("k" + returned.size());
            returned.put(key, databaseTime());
        }

        try (Bus bus = new Bus("claviger.keys.v1")) {
            // When both are read, each partition with an event up to a watermark that is younger than all calls
            Instant last = databaseTime();
            await().until(() -> {
                List<ConsumerRecord<String, byte[]>> events = bus.records(record -> returned.containsKey(record.key()));
                Set<Integer> upToDate =
                        bus
                                .records(record -> isWatermark(record)
                                        && watermark(record).at().isAfter(last))
                                .stream()
                                .map(ConsumerRecord::partition)
                                .collect(Collectors.toSet());
                return events.size() == returned.size()
                        && events.stream().allMatch(event -> upToDate.contains(event.partition()));
            });
            List<ConsumerRecord<String, byte[]>> all = bus.records(_ -> true);
            Map<String, ConsumerRecord<String, byte[]>> events = all.stream()
                    .filter(record -> returned.containsKey(record.key()))
                    .collect(Collectors.toMap(ConsumerRecord::key, record -> record));

            // Then
            int promises = 0;
            for (ConsumerRecord<String, byte[]> record :
                    all.stream().filter(WatermarkTest::isWatermark).toList()) {
                Watermark watermark = watermark(record);
                assertThat(watermark.stream()).isEqualTo(record.topic());
                assertThat(watermark.partition()).isEqualTo(record.partition());
                for (Map.Entry<String, Instant> call : returned.entrySet()) {
                    ConsumerRecord<String, byte[]> event = Objects.requireNonNull(events.get(call.getKey()));
                    if (event.partition() == record.partition()
                            && call.getValue().isBefore(watermark.at())) {
                        assertThat(record.offset()).as("%s", watermark).isGreaterThan(event.offset());
                        promises++;
                    }
                }
            }
            assertThat(promises).isGreaterThanOrEqualTo(returned.size());
        }
    }

    @Test
    void isInEveryPartitionSignedByAKeyThatKeyServiceServes() throws GeneralSecurityException {
        try (Bus bus = new Bus("claviger.keys.v1")) {
            Map<Integer, ConsumerRecord<String, byte[]>> found = new HashMap<>();
            Instant begun = databaseTime();
            await().until(() -> {
                bus.records(record ->
                                isWatermark(record) && watermark(record).at().isAfter(begun))
                        .forEach(record -> found.put(record.partition(), record));
                return !found.isEmpty()
                        && found.size()
                                == watermark(found.values().iterator().next()).partitions();
            });
            List<Map<String, String>> served = given().header(
                            "Authorization", "Bearer " + Kms.newInstance().token())
                    .get("/claviger/v1/keys/watermark-keys")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("keys");
            for (ConsumerRecord<String, byte[]> record : found.values()) {
                Watermark watermark = watermark(record);
                assertThat(record.headers().lastHeader("claviger-placement")).isNull();
                assertThat(served)
                        .filteredOn(jwk -> watermark.signer().equals(jwk.get("kid")))
                        .singleElement()
                        .satisfies(jwk -> assertThat(jwk)
                                .containsEntry("kty", "OKP")
                                .containsEntry("crv", "Ed25519")
                                .doesNotContainKey("d"))
                        .matches(jwk -> verifies(watermark, jwk.getOrDefault("x", "")));
            }
        }
    }

    @Test
    void servesItsKeysToNobodyWithoutAToken() {
        given().get("/claviger/v1/keys/watermark-keys").then().statusCode(401);
    }

    @Test
    void signsWithANewKeyOnlyOnceItHasBeenPublicForAWhile() {
        await().until(() -> !keys.all().isEmpty());
        SigningKey before = QuarkusTransaction.requiringNew().call(keys::signer);
        sql.write("update watermark_key set created_at = created_at - interval '31 days'");

        SigningKey after = QuarkusTransaction.requiringNew().call(keys::signer);

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(keys.all().getFirst().id()).isNotEqualTo(before.id());
        String next = keys.all().getFirst().id();
        sql.write("update watermark_key set created_at = created_at - interval '2 hours'");
        assertThat(QuarkusTransaction.requiringNew().call(keys::signer).id()).isEqualTo(next);
        assertThat(keys.all()).extracting(SigningKey::id).contains(before.id());
    }

    @Test
    void isSignedByAFreshKeyWhenNobodyHasTheSealOfTheFormerOne() {
        // Given
        List<String> lost = await().until(keys::all, all -> !all.isEmpty()).stream()
                .map(SigningKey::id)
                .toList();
        sql.write("insert into seal (id, probe, created_at) values (0, decode(repeat('ab', 40), 'hex'), now())");
        try {
            // When: from here on the service replaces them
            sql.write(
                    "update watermark_key set sealed_seed = overlay(sealed_seed placing decode(repeat('ab', 16), 'hex') from 2)");

            // Then
            await().untilAsserted(() -> assertThat(keys.all())
                    .extracting(SigningKey::id)
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(lost));
        } finally {
            sql.write("delete from seal where id = 0");
        }
    }

    @Test
    void isWrittenByOneOfManyReplicas() {
        sql.write("update watermark_turn set written_at = now() + interval '1 hour'");
        assertThat(writer.write()).isFalse();

        // The service itself may be faster.
        await().until(() -> {
            sql.write("update watermark_turn set written_at = 'epoch'");
            return store.takeTurn(Duration.ofHours(1)).isPresent();
        });
        assertThat(store.takeTurn(Duration.ofHours(1))).isEmpty();
    }

    /** From its first write on a transaction holds back the events of all keys, and a token may let it wait. */
    @Test
    void asksTheSealOnceAndBeforeItsTransactionHasWritten() {
        // Given a seal that notes who asks
        List<String> asked = new ArrayList<>();
        Seal noting = new WatchedSeal(
                seal,
                () -> asked.add(sql.first(
                                "select coalesce(pg_current_xact_id_if_assigned()::text, 'not written')",
                                row -> row.getString(1))
                        .orElseThrow()));
        WatermarkWriter another =
                new WatermarkWriter(store, keys, partitions, new Signing(noting, new SecureRandom()), outbox, config);

        // When it gets a turn
        await().until(() -> {
            asked.clear();
            sql.write("update watermark_turn set written_at = 'epoch'");
            return another.write();
        });

        // Then
        assertThat(asked).containsExactly("not written");
    }

    private Instant databaseTime() {
        return sql.first("select clock_timestamp()", row -> Sql.time(row, 1)).orElseThrow();
    }

    private static boolean isWatermark(ConsumerRecord<String, byte[]> record) {
        return TYPE.equals(Bus.header(record, "ce_type"));
    }

    private static Watermark watermark(ConsumerRecord<String, byte[]> record) {
        return (Watermark) EventCodec.decode(TYPE, record.value());
    }

    private static boolean verifies(Watermark watermark, String x) {
        try {
            byte[] raw = Base64.getUrlDecoder().decode(x);
            boolean odd = raw[31] < 0;
            raw[31] &= 0x7f;
            byte[] y = new byte[32];
            for (int i = 0; i < 32; i++) {
                y[i] = raw[31 - i];
            }
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(
                            NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y)))));
            verifier.update(watermark.signedBytes());
            return verifier.verify(Base64.getUrlDecoder().decode(watermark.signature()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
