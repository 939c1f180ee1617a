package io.claviger.keyclient.reaction;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.DomainEvent;
import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.EventIds;
import io.claviger.events.KeyEvent;
import io.claviger.events.Topic;
import io.claviger.events.UnreadableEventException;
import io.claviger.events.Watermark;
import io.claviger.keyclient.binding.Availability;
import io.claviger.keyclient.binding.KeyGate;
import io.claviger.keyclient.binding.KeyRefusal;
import io.claviger.keyclient.binding.KeyUnavailableException;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.lease.KeyPartition;
import io.claviger.keyclient.testing.DataKeys;
import io.claviger.keyclient.testing.FakeKms;
import io.claviger.keyclient.testing.FakePlaces;
import io.claviger.keyclient.testing.FakeWatermarkKeys;
import io.claviger.keyclient.testing.Sql;
import io.claviger.keyclient.testing.TrueKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For how long a key may be used, by either channel (I4, I5). */
@QuarkusTest
class LeaseTest {

    private static final String TOPIC = Topic.KEYS.wireName();
    /** So many that every key here has a partition of its own, and none that a broker has. */
    private static final int PARTITIONS = 1_000_003;

    @Inject
    ReactionFixture story;

    @Inject
    KeyEventConsumer consumer;

    @Inject
    KeyGate gate;

    @Inject
    FakeKms kms;

    @Inject
    FakePlaces places;

    @Inject
    FakeWatermarkKeys keyService;

    @Inject
    DataKeys dataKeys;

    @Inject
    MeterRegistry meters;

    @Inject
    Sql sql;

    private TrueKey key;
    private int partition;
    private long offset = 100;

    /** A key that was confirmed longer ago than the lease, after the consumer had begun to watch its partition. */
    @BeforeEach
    void confirmedLongAgo() {
        sql.forgetEveryKey();
        key = story.boundKey(2);
        partition = KeyPartition.hash(key.id()) % PARTITIONS;
        await().until(() -> {
            read(watermark(now()));
            return sql.column("select proven_at from key_watermark where partition = ?", partition).stream()
                    .noneMatch("null"::equals);
        });
        sql.update("update bound_key set confirmed_at = now() - interval '10 minutes' where crn = ?", key.crn());
        sql.update(
                "update key_watermark set blind_since = now() - interval '11 minutes',"
                        + " proven_at = now() - interval '5 minutes' where partition = ?",
                partition);
    }

    @AfterEach
    void comeBack() {
        kms.away(false);
        places.bringBack();
    }

    @Test
    void refusesOnceNothingHasProvenTheKeyWithinTheLeaseAndSaysSo() {
        assertThatThrownBy(() -> gate.requireAvailable(key.crn()))
                .isInstanceOfSatisfying(KeyUnavailableException.class, refused -> {
                    assertThat(refused.refusal().reason()).isEqualTo(KeyRefusal.UNCONFIRMED);
                    assertThat(refused.refusal().state()).isEqualTo(1);
                    assertThat(refused.refusal().since()).isBefore(now().minusSeconds(290));
                })
                .hasMessageContaining(key.crn())
                .hasMessageContaining("key-service cannot be reached since")
                .hasMessageContaining("comes back by itself");
        assertThat(gate.usable(List.of(key.crn()))).isEmpty();
    }

    @Test
    void allowsByAWatermarkWhileKeyServiceCannotBeAsked() {
        kms.away(true);
        Instant proven = now();

        read(watermark(proven));

        assertThatCode(() -> gate.requireAvailable(key.crn())).doesNotThrowAnyException();
        Duration remaining = gate.usable(List.of(key.crn())).getOrDefault(key.crn(), Duration.ZERO);
        assertThat(remaining)
                .as("the lease, less what has passed since")
                .isBetween(Duration.between(now().plusMillis(1), proven.plusSeconds(30)), Duration.ofSeconds(30));
    }

    /** Its events do not come over this bus, so nothing on it can tell that there were none. */
    @Test
    void allowsNothingByAWatermarkForAKeyOfAnotherKms() {
        // Given a key that was confirmed since it is known to be elsewhere, longer ago than the lease
        places.move(KeyRef.parse(key.crn()).instanceId());
        story.reconcile();
        story.work();
        assertThatCode(() -> gate.requireAvailable(key.crn())).doesNotThrowAnyException();
        sql.update("update bound_key set confirmed_at = now() - interval '10 minutes' where crn = ?", key.crn());

        // When
        read(watermark(now()));

        // Then
        refusedNow();
        story.reconcile();
        story.work();
        assertThatCode(() -> gate.requireAvailable(key.crn())).doesNotThrowAnyException();
    }

    @Test
    void allowsByAnAnswerWhileNoWatermarkComes() {
        refusedNow();

        // When
        assertThat(story.reconcile()).isPositive();
        story.work();

        // Then
        assertThatCode(() -> gate.requireAvailable(key.crn())).doesNotThrowAnyException();
    }

    @Test
    void givesNothingForAWatermarkThatIsNotKeyServicesOwnForThisPartitionAndNow() {
        Watermark unsigned = new Watermark(TOPIC, partition, PARTITIONS, now(), "genuine", "");
        rejected("unsigned", unsigned);
        rejected("forged", FakeWatermarkKeys.forge(unsigned));
        rejected("forged", unsigned.signed("not base64!"));
        rejected("foreign", FakeWatermarkKeys.forge(new Watermark(TOPIC, partition, PARTITIONS, now(), "me", "")));
        rejected("misplaced", keyService.sign(TOPIC, partition + 1, PARTITIONS, now()));
        rejected("misplaced", keyService.sign(Topic.ACKS.wireName(), partition, PARTITIONS, now()));
        rejected("future", watermark(now().plusSeconds(60)));

        // An old one is genuine, and proves what it says: nothing about now.
        read(watermark(now().minusSeconds(120)));
        refusedNow();
    }

    private void rejected(String why, Watermark watermark) {
        double before = rejections(why);
        read(watermark);
        refusedNow();
        assertThat(rejections(why)).isEqualTo(before + 1);
    }

    @Test
    void givesNothingForAWatermarkBehindRecordsThatWereLost() {
        offset++;

        read(watermark(now()));

        refusedNow();

        // When key-service was asked since, later watermarks count again
        story.reconcile();
        story.work();
        sql.update("update bound_key set confirmed_at = confirmed_at - interval '1 minute' where crn = ?", key.crn());
        sql.update(
                "update key_watermark set blind_since = blind_since - interval '2 minutes' where partition = ?",
                partition);
        read(watermark(now()));
        assertThatCode(() -> gate.requireAvailable(key.crn())).doesNotThrowAnyException();
    }

    /** It may have been the very disable. */
    @Test
    void givesNothingForAWatermarkBehindARecordThatNobodyCanRead() {
        read(watermark(now()));
        ConsumerRecord<String, byte[]> poison =
                new ConsumerRecord<>(TOPIC, partition, offset++, key.id(), "planted".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> consumer.on(poison)).isInstanceOf(UnreadableEventException.class);
        read(watermark(now()));

        refusedNow();
    }

    @Test
    void takesAccessAwayByTheEventWhateverWatermarkFollows() {
        read(watermark(now()));
        KeyEvent disabled = key.disable();

        ConsumerRecord<String, byte[]> record = record(disabled, offset++);
        consumer.on(record);
        read(watermark(now()));

        assertThatThrownBy(() -> gate.requireAvailable(key.crn())).hasMessageContaining("disabled");
        assertThat(dataKeys.heard(key)).contains("forget");

        // When it comes once more, at another place: it was read all the same, and nothing was lost
        ConsumerRecord<String, byte[]> again =
                new ConsumerRecord<>(TOPIC, partition, offset++, record.key(), record.value());
        record.headers().forEach(header -> again.headers().add(header));
        consumer.on(again);
        read(watermark(now()));
        assertThat(sql.number("select next_offset from key_watermark where partition = ?", partition))
                .isEqualTo(offset);
        assertThat(sql.number(
                        "select count(*) from key_watermark where partition = ?"
                                + " and blind_since < now() - interval '10 minutes'",
                        partition))
                .isEqualTo(1);
    }

    /** Before anything hung from the key its events were nobody's business, so nothing continues the answer it was bound by. */
    @Test
    void isNotKeptByWatermarksBeforeKeyServiceWasAskedAfterTheBinding() {
        TrueKey other = kms.newKey();
        int its = KeyPartition.hash(other.id()) % PARTITIONS;
        story.bind(other, ReactionFixture.dependant(other, 0), other.snapshot());
        sql.update("update bound_key set confirmed_at = now() - interval '1 minute' where crn = ?", other.crn());
        consumer.on(record(keyService.sign(TOPIC, its, PARTITIONS, now()), its, 0));
        sql.update("update key_watermark set blind_since = now() - interval '1 hour' where partition = ?", its);
        consumer.on(record(keyService.sign(TOPIC, its, PARTITIONS, now()), its, 1));

        assertThatThrownBy(() -> gate.requireAvailable(other.crn())).hasMessageContaining("cannot be reached");
        story.work();
        assertThatCode(() -> gate.requireAvailable(other.crn())).doesNotThrowAnyException();
    }

    /** I3: the topic was truncated, and nobody will ever tell. */
    @Test
    void healsEventsThatWereLostWithOneQuestionForAThousandKeys() {
        // Given 1,500 keys and no other, of which the events of an hour were lost
        sql.forgetEveryKey();
        List<TrueKey> keys = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            TrueKey each = kms.newKey();
            story.bind(each, ReactionFixture.dependant(each, 0), each.snapshot());
            keys.add(each);
        }
        story.work();
        keys.subList(0, 20).forEach(TrueKey::disable);
        sql.update(
                "update bound_key set checked_at = now() - interval '1 hour', confirmed_at = now() - interval '1 hour'"
                        + " where crn = any (?)",
                (Object) keys.stream().map(TrueKey::crn).toArray(String[]::new));
        int before = kms.questions();

        // When
        int first = story.reconcile();
        story.work();
        // None that was asked about grows old meanwhile, however long this takes
        sql.update(
                "update bound_key set checked_at = now() + interval '1 hour', confirmed_at = now() + interval '1 hour'"
                        + " where checked_at > now() - interval '30 minutes'");
        int second = story.reconcile();
        story.work();

        // Then one question each
        assertThat(first).isEqualTo(Kms.BATCH);
        assertThat(second).isEqualTo(500);
        assertThat(kms.questions() - before).isEqualTo(2);
        assertThat(gate.usable(keys.stream().map(TrueKey::crn).toList())).hasSize(1_480);
        assertThat(keys)
                .allSatisfy(each -> assertThat(story.bound(each).state())
                        .isEqualTo(each.snapshot().state()));
    }

    @Test
    void believesAKeyServiceThatWentBackToABackup() {
        // Given
        for (int i = 0; i < 5; i++) {
            key.rotate();
        }
        story.reconcile();
        story.work();
        assertThat(story.bound(key).revision()).isEqualTo(6);

        // When the backup is older than what is known here, and the key is disabled in it
        key.backTo(2, 2);
        sql.update("update bound_key set checked_at = now() - interval '1 minute' where crn = ?", key.crn());
        story.reconcile();
        story.work();

        // Then
        assertThat(story.bound(key).availability()).isEqualTo(Availability.SUSPENDED);
        assertThat(story.bound(key).revision()).isEqualTo(2);

        // And its next event is news again
        key.enable();
        sql.update("update bound_key set checked_at = now() - interval '1 minute' where crn = ?", key.crn());
        story.reconcile();
        story.work();
        assertThat(story.receive(key.disable())).isTrue();
    }

    private void refusedNow() {
        assertThatThrownBy(() -> gate.requireAvailable(key.crn())).hasMessageContaining("cannot be reached since");
    }

    private void read(Watermark watermark) {
        consumer.on(record(watermark, offset++));
    }

    private Watermark watermark(Instant at) {
        return keyService.sign(TOPIC, partition, PARTITIONS, at);
    }

    private ConsumerRecord<String, byte[]> record(DomainEvent event, long at) {
        return record(event, partition, at);
    }

    private static ConsumerRecord<String, byte[]> record(DomainEvent event, int where, long at) {
        ConsumerRecord<String, byte[]> record =
                new ConsumerRecord<>(TOPIC, where, at, event.partitionKey(), EventCodec.data(event));
        EventHeaders headers = new EventHeaders(
                EventIds.next(),
                event.type(),
                event.source(),
                event.subject(),
                Instant.EPOCH,
                event.partitionKey(),
                event.sequence(),
                null,
                null);
        headers.toMap().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private Instant now() {
        return Instant.ofEpochMilli(sql.number("select (extract(epoch from clock_timestamp()) * 1000)::bigint"));
    }

    private double rejections(String reason) {
        return meters.counter("claviger.keys.watermark.rejected", "reason", reason)
                .count();
    }
}
