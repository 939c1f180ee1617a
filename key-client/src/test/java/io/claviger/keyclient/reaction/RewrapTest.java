package io.claviger.keyclient.reaction;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.testing.DataKeys;
import io.claviger.keyclient.testing.FakeKms;
import io.claviger.keyclient.testing.Session;
import io.claviger.keyclient.testing.Sql;
import io.claviger.keyclient.testing.TrueKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Working is O(n), in chunks that resume (I8), and no older version is given up that is still needed (I7). */
@QuarkusTest
class RewrapTest {

    @Inject
    ReactionFixture story;

    @Inject
    FakeKms kms;

    @Inject
    DataKeys dataKeys;

    @Inject
    Sql sql;

    @Inject
    DataSource dataSource;

    @Inject
    KeyJobFigures figures;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void alone() {
        sql.forgetEveryKey();
    }

    @AfterEach
    void recover() {
        dataKeys.failing(false);
        dataKeys.refuseNone();
        kms.away(false);
    }

    @Test
    void movesEveryDataKeyInChunksAndAcknowledgesWhenAllAreMoved() {
        TrueKey key = story.boundKey(25);
        story.receive(key.rotate());

        // When: re-check and first chunk
        story.step();

        // Then
        assertThat(story.stale(key)).isEqualTo(15);
        assertThat(progress(key)).isEqualTo("10 of 25");
        assertThat(story.acknowledged(key)).noneMatch(ack -> ack.startsWith("2 "));

        // When
        story.work();

        // Then
        assertThat(story.stale(key)).isZero();
        assertThat(dataKeys.heard(key)).containsExactly("rewrapped 25");
        assertThat(story.acknowledged(key)).last().isEqualTo("2 " + key.version());
        assertThat(story.acknowledged(key).stream().filter(ack -> ack.startsWith("2 ")))
                .hasSize(1);
        assertThat(versionsOfBindings(key)).isEqualTo("1 " + key.version());
        assertThat(story.open(key)).isEmpty();
    }

    @Test
    void showsHowMuchIsLeft() {
        TrueKey key = story.boundKey(25);
        story.receive(key.rotate());

        story.step();

        // Then, once the schedule is not measuring what was before
        await().untilAsserted(() -> assertThat(left()).isEqualTo(15));
        story.work();
        await().untilAsserted(() -> assertThat(left()).isZero());
    }

    private double left() {
        figures.measure();
        return meters.get("claviger.keys.jobs.left")
                .tag("kind", "rewrap")
                .gauge()
                .value();
    }

    @Test
    void resumesAfterAWorkerWasKilledInTheMiddleAndMovesNothingTwice() {
        TrueKey key = story.boundKey(25);
        story.receive(key.rotate());
        story.step();
        assertThat(story.claimAndDie(KeyJobs.Kind.REWRAP)).isEqualTo(1);
        assertThat(story.step()).as("the claim is a lease").isFalse();

        // When: the lease ends
        story.pausesEnd(key);
        story.work();

        // Then
        assertThat(story.stale(key)).isZero();
        assertThat(sql.number("select max(rewraps) from data_key where key_crn = ?", key.crn()))
                .isEqualTo(1);
        assertThat(dataKeys.heard(key)).containsExactly("rewrapped 25");
    }

    /** I7: key-service may destroy what nobody acknowledges any more. */
    @Test
    void doesNotAcknowledgeAVersionWhileOneDataKeyCannotBeMoved() {
        TrueKey key = story.boundKey(3);
        String old = key.version();
        dataKeys.failing(true);

        story.receive(key.rotate());
        story.work();

        assertThat(story.acknowledged(key)).noneMatch(ack -> ack.contains(key.version()));
        assertThat(versionsOfBindings(key)).isEqualTo("1 " + old);
        assertThat(story.open(key)).containsExactly("REWRAP");

        // When
        dataKeys.failing(false);
        story.pausesEnd(key);
        story.work();

        // Then
        assertThat(story.acknowledged(key)).last().isEqualTo("2 " + key.version());
    }

    /** More than a whole chunk of them, in front of all others; and no chunk walks over what was done or refused before. */
    @Test
    void passesOverWhatKeyServiceRefusesAndTriesItAgainAtTheEnd() {
        TrueKey key = story.boundKey(25);
        dataKeys.refuseFirst(key, 12);
        int before = dataKeys.batches();

        // When
        story.receive(key.rotate());
        story.workUntilPutOff(key);

        // Then
        assertThat(story.stale(key)).isEqualTo(12);
        assertThat(dataKeys.batches() - before)
                .as("three over all of them, two over those that are left")
                .isEqualTo(5);
        assertThat(story.acknowledged(key)).noneMatch(ack -> ack.contains(key.version()));
        assertThat(story.open(key)).containsExactly("REWRAP");

        // When
        dataKeys.refuseNone();
        story.pausesEnd(key);
        story.work();

        // Then
        assertThat(story.acknowledged(key)).last().isEqualTo("2 " + key.version());
        assertThat(dataKeys.heard(key)).containsExactly("rewrapped 25");
    }

    /** I7: the key goes away in the middle of a re-wrap; what it acknowledges then must be the version still in use. */
    @Test
    void acknowledgesTheOldVersionWhileAnyDataKeyNeedsIt() {
        TrueKey key = story.boundKey(25);
        String old = key.version();
        story.receive(key.rotate());
        story.step();
        assertThat(story.stale(key)).isPositive();

        // When
        story.receive(key.disable());
        story.work();

        // Then
        assertThat(story.acknowledged(key)).last().isEqualTo("3 " + old);
        assertThat(story.open(key)).containsExactly("REWRAP");

        // When
        story.receive(key.enable());
        story.work();

        // Then
        assertThat(story.stale(key)).isZero();
        assertThat(story.acknowledged(key)).last().isEqualTo("4 " + key.version());
        assertThat(story.open(key)).isEmpty();
    }

    @Test
    void startsOverWhenTheKeyIsRotatedAgainInTheMiddle() {
        TrueKey key = story.boundKey(25);
        story.receive(key.rotate());
        story.step();

        story.receive(key.rotate());
        story.work();

        assertThat(story.stale(key)).isZero();
        assertThat(versionsOfBindings(key)).isEqualTo("1 " + key.version());
        assertThat(story.acknowledged(key)).last().isEqualTo("3 " + key.version());
    }

    /** Rotated between key-service's answer and the re-wrap that follows from it; no event has told of it yet. */
    @Test
    void movesEveryDataKeyOnceWhenKeyServiceIsAVersionAhead() {
        TrueKey key = story.boundKey(25);
        story.receive(key.rotate());
        kms.beforeAnswering(key::rotate);

        story.work();

        assertThat(story.stale(key)).isZero();
        assertThat(sql.number("select max(rewraps) from data_key where key_crn = ?", key.crn()))
                .isEqualTo(1);
        assertThat(dataKeys.heard(key)).containsExactly("rewrapped 25");
        assertThat(story.acknowledged(key)).last().isEqualTo("3 " + key.version());
        assertThat(story.open(key)).isEmpty();
    }

    /** As whoever binds: two who take them the other way round would wait for each other. */
    @Test
    void takesTheKeyBeforeItsBindings() throws SQLException {
        TrueKey key = story.boundKey(2);
        story.receive(key.rotate());
        story.step();
        CompletableFuture<Void> rest;
        try (Session other = new Session(dataSource)) {
            other.lockKey(key.crn());

            // When
            rest = CompletableFuture.runAsync(story::work, Thread::startVirtualThread);
            await().until(other::isWaitedFor);

            // Then
            assertThat(other.locksAtOnce("select 1 from key_binding where key_crn = ?", key.crn()))
                    .isTrue();
        }
        rest.join();
        assertThat(story.open(key)).isEmpty();
    }

    /** Who forgets a key deletes its row and, with it, its jobs. */
    @Test
    void takesTheKeyBeforeItsJobsWhenAnotherVersionTurnsUp() throws SQLException {
        TrueKey key = story.boundKey(2);
        story.receive(key.rotate());
        kms.beforeAnswering(key::rotate);
        story.ask();
        CompletableFuture<Void> rest;
        try (Session other = new Session(dataSource)) {
            other.lockKey(key.crn());

            // When
            rest = CompletableFuture.runAsync(story::work, Thread::startVirtualThread);
            await().until(other::isWaitedFor);

            // Then
            assertThat(other.locksAtOnce("select 1 from key_job where key_crn = ?", key.crn()))
                    .isTrue();
        }
        rest.join();
        assertThat(story.stale(key)).isZero();
        assertThat(story.open(key)).isEmpty();
    }

    /** A data key wrapped before a rotation, whose dependant is bound after it. */
    @Test
    void findsADataKeyThatWasWrappedByAnOlderVersionThanItsBindingSays() {
        TrueKey key = story.boundKey(1);
        dataKeys.add(key, 1);
        KeySnapshot rotated = key.rotate().key();
        story.receive(rotated);
        story.work();
        sql.update(
                "update data_key set version_id = 'older' where id = (select max(id) from data_key where key_crn = ?)",
                key.crn());

        // When
        story.bind(key, ReactionFixture.dependant(key, 1), rotated);
        story.work();

        // Then
        assertThat(story.stale(key)).isZero();
    }

    @Test
    void announcesInChunksAndStartsOverOnNews() {
        TrueKey key = story.boundKey(25);
        story.receive(key.disable());
        story.step();
        assertThat(dataKeys.announcements(key)).containsExactly("announce 10 SUSPENDED");

        // When
        story.receive(key.delete());
        story.work();

        // Then
        assertThat(dataKeys.announcements(key)).endsWith("announce 10 LOST", "announce 10 LOST", "announce 5 LOST");
    }

    private String progress(TrueKey key) {
        return sql.column(
                        "select done || ' of ' || total from key_job where key_crn = ? and kind = 'REWRAP'", key.crn())
                .getFirst();
    }

    private String versionsOfBindings(TrueKey key) {
        return sql.column(
                        "select count(distinct version_id) || ' ' || min(version_id) from key_binding where key_crn = ?",
                        key.crn())
                .getFirst();
    }
}
