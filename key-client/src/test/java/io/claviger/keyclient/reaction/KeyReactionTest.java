package io.claviger.keyclient.reaction;

import static io.claviger.keyclient.binding.Availability.AVAILABLE;
import static io.claviger.keyclient.binding.Availability.LOST;
import static io.claviger.keyclient.binding.Availability.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.binding.KeyGate;
import io.claviger.keyclient.binding.KeyUnavailableException;
import io.claviger.keyclient.testing.DataKeys;
import io.claviger.keyclient.testing.FakeKms;
import io.claviger.keyclient.testing.Sql;
import io.claviger.keyclient.testing.TrueKey;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key event and key-service's answer do to dependants (I3, I4, I7, I8). */
@QuarkusTest
class KeyReactionTest {

    @Inject
    ReactionFixture story;

    @Inject
    KeyReaction reaction;

    @Inject
    KeyBindings bindings;

    @Inject
    KeyGate gate;

    @Inject
    FakeKms kms;

    @Inject
    DataKeys dataKeys;

    @Inject
    Sql sql;

    @BeforeEach
    void alone() {
        sql.forgetEveryKey();
    }

    @AfterEach
    void comeBack() {
        kms.away(false);
        dataKeys.failing(false);
    }

    /** The event was lost, and who binds learns of it first: no later answer shows a difference any more. */
    @Test
    void tellsTheOthersWhatABindingHasTakenAway() {
        TrueKey key = story.boundKey(2);
        key.disable();

        story.bind(key, ReactionFixture.dependant(key, 2), key.snapshot());
        story.work();

        assertThat(dataKeys.heard(key)).containsOnlyOnce("reacted AVAILABLE -> SUSPENDED");
        assertThat(dataKeys.announcements(key)).containsExactly("announce 3 SUSPENDED");

        // And when it went away and came back unseen
        story.receive(key.enable());
        story.work();
        dataKeys.heard(key).clear();
        long epoch = story.bound(key).epoch();
        key.disable();
        key.enable();
        story.bind(key, ReactionFixture.dependant(key, 3), key.snapshot());
        story.work();

        assertThat(story.bound(key).epoch()).isEqualTo(epoch + 1);
        assertThat(dataKeys.announcements(key)).containsExactly("announce 4 AVAILABLE");
    }

    /** I8: refusing costs the same under one dependant as under a thousand, in rows written and in rows read. */
    @Test
    void touchesOneRowHoweverManyDependantsThereAre() {
        TrueKey few = story.boundKey(1);
        TrueKey many = story.boundKey(1_000);

        Map<String, Long> underOne = touchedBy(few.disable().key());
        Map<String, Long> underAThousand = touchedBy(many.disable().key());

        assertThat(underAThousand).isEqualTo(underOne);
        assertThat(underOne)
                .containsEntry("bound_key wrote", 1L)
                .containsEntry("key_binding wrote", 0L)
                .containsEntry("key_binding read", 0L)
                .containsEntry("data_key read", 0L);
        assertThatThrownBy(() -> gate.requireAvailable(many.crn())).isInstanceOf(KeyUnavailableException.class);
    }

    private Map<String, Long> touchedBy(KeySnapshot event) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // The session may still carry counts of former transactions.
            Map<String, Long> before = counts();
            reaction.onEvent(event);
            Map<String, Long> touched = new TreeMap<>(counts());
            touched.replaceAll((what, count) -> count - before.getOrDefault(what, 0L));
            return touched;
        });
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        sql.column("select relname || ' wrote=' || n_tup_ins + n_tup_upd + n_tup_del"
                        + " from pg_stat_xact_user_tables where schemaname = 'public'"
                        + " union all select relname || ' read=' || seq_tup_read + coalesce(idx_tup_fetch, 0)"
                        + " from pg_stat_xact_user_tables where relname in ('key_binding', 'data_key')")
                .forEach(line -> counts.put(line.split("=")[0], Long.valueOf(line.split("=")[1])));
        return counts;
    }

    @Test
    void takesAccessAwayOnTheEventAndGivesItBackOnTheAnswerOnly() {
        TrueKey key = story.boundKey(3);

        // When
        boolean forget = story.receive(key.disable());

        // Then
        assertThat(forget).isTrue();
        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
        assertThat(dataKeys.heard(key)).containsExactly("reacted AVAILABLE -> SUSPENDED");

        // When: key-service says the same
        story.work();

        // Then
        assertThat(dataKeys.announcements(key)).containsExactly("announce 3 SUSPENDED");
        assertThat(story.acknowledged(key)).last().isEqualTo("2 " + key.version());

        // When: an event says that it is back
        story.receive(key.enable());

        // Then: that alone gives nothing
        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
        story.work();
        assertThat(story.bound(key).availability()).isEqualTo(AVAILABLE);
        assertThat(story.bound(key).epoch()).isEqualTo(2);
        assertThat(story.open(key)).isEmpty();
    }

    @Test
    void givesNothingOnAForgedEventAndStillHearsTheGenuineOne() {
        TrueKey key = story.boundKey(1);
        story.receive(key.disable());
        story.work();

        // When: somebody says that the key is back
        story.receive(key.snapshot(1, Long.MAX_VALUE));
        story.work();

        // Then
        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);

        // When: the key really is, and then really goes
        story.receive(key.enable());
        story.work();
        story.receive(key.disable());

        // Then
        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
    }

    /** The answer was made up before the disable, and comes after its event. */
    @Test
    void doesNotGiveBackOnAnAnswerThatIsOlderThanTheEvent() {
        TrueKey key = story.boundKey(1);
        story.receive(key.rotate());
        kms.beforeAnswering(() -> story.receive(key.disable()));

        // When
        story.step();

        // Then
        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
        assertThat(story.open(key)).contains("RECHECK");
        story.work();
        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
        assertThat(story.bound(key).revision()).isEqualTo(3);
    }

    @Test
    void healsALostEventByReconciliation() {
        TrueKey key = story.boundKey(2);
        key.disable();
        makeOld(key);

        assertThat(story.reconcile()).isPositive();
        story.work();

        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
        assertThat(dataKeys.heard(key)).contains("reacted AVAILABLE -> SUSPENDED", "announce 2 SUSPENDED", "forget");
    }

    /** Its dependants wait, so it is not the ordinary period that counts. */
    @Test
    void asksSoonerAboutAKeyThatIsAway() {
        TrueKey away = story.boundKey(1);
        TrueKey here = story.boundKey(1);
        story.receive(away.disable());
        story.work();
        away.enable();
        here.disable();
        // Both were asked about longer ago than a key that is away may wait, and no lease is in question
        sql.update("update bound_key set checked_at = now() - interval '3 seconds',"
                + " confirmed_at = now() + interval '1 hour'");

        story.reconcile();
        story.work();

        assertThat(story.bound(away).availability()).isEqualTo(AVAILABLE);
        assertThat(story.bound(here).availability()).isEqualTo(AVAILABLE);
    }

    @Test
    void countsALossWhenNeitherOfItsEventsCame() {
        TrueKey key = story.boundKey(2);
        key.disable();
        key.enable();
        makeOld(key);

        story.reconcile();
        story.work();

        assertThat(story.bound(key).availability()).isEqualTo(AVAILABLE);
        assertThat(story.bound(key).epoch()).isEqualTo(2);
        assertThat(dataKeys.heard(key)).contains("announce 2 AVAILABLE");
    }

    @Test
    void doesNotCountALossAtEveryReconciliation() {
        TrueKey key = story.boundKey(1);
        for (int i = 0; i < 3; i++) {
            makeOld(key);
            story.reconcile();
            story.work();
        }

        assertThat(story.bound(key).epoch()).isEqualTo(1);
        assertThat(dataKeys.heard(key)).isEmpty();
    }

    @Test
    void losesAPurgedKeyWhateverEventsSayAfterwards() {
        TrueKey key = story.boundKey(1);
        kms.purge(key);
        makeOld(key);
        story.reconcile();
        story.work();
        assertThat(story.bound(key).availability()).isEqualTo(LOST);
        assertThat(story.bound(key).purged()).isTrue();

        // When
        story.receive(key.enable());
        story.work();

        // Then
        assertThat(story.bound(key).availability()).isEqualTo(LOST);
        assertThatThrownBy(() -> gate.requireAvailable(key.crn())).hasMessageContaining("purged");
    }

    /** An answer that leaves a key out is a broken answer, not a purge: nobody's disk is lost over it. */
    @Test
    void keepsAKeyThatTheAnswerLeavesOut() {
        TrueKey silent = story.boundKey(1);
        TrueKey other = story.boundKey(1);
        kms.leaveOut(silent);
        story.receive(silent.rotate());
        story.receive(other.rotate());

        story.work();

        assertThat(story.bound(silent).availability()).isEqualTo(AVAILABLE);
        assertThat(story.bound(silent).epoch()).isEqualTo(1);
        assertThat(story.open(silent)).containsExactly("RECHECK");
        assertThat(story.bound(other).versionId()).isEqualTo(other.version());
    }

    @Test
    void asksAboutTheOthersWhenKeyServiceRefusesOne() {
        List<TrueKey> keys = List.of(story.boundKey(1), story.boundKey(1), story.boundKey(1));
        kms.refuse(keys.get(1));
        keys.forEach(key -> story.receive(key.rotate()));

        story.work();

        assertThat(story.bound(keys.get(0)).versionId()).isEqualTo(keys.get(0).version());
        assertThat(story.bound(keys.get(2)).versionId()).isEqualTo(keys.get(2).version());
        assertThat(story.open(keys.get(1))).containsExactly("RECHECK");
    }

    @Test
    void bindsByAnOldAnswerButLearnsTheTruthRightAfter() {
        TrueKey key = kms.newKey();
        KeySnapshot old = key.snapshot();
        // Nothing hangs from the key yet, so its event is nobody's business here.
        assertThat(story.receive(key.disable())).isFalse();

        story.bind(key, ReactionFixture.dependant(key, 0), old);
        assertThat(story.open(key)).contains("RECHECK");
        story.work();

        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
    }

    @Test
    void givesNothingBackWhenAnotherDependantIsBoundByAnOldAnswer() {
        TrueKey key = story.boundKey(1);
        KeySnapshot old = key.snapshot();
        story.receive(key.disable());

        story.bind(key, ReactionFixture.dependant(key, 1), old);

        assertThat(story.bound(key).availability()).isEqualTo(SUSPENDED);
        assertThat(story.bound(key).epoch()).isEqualTo(2);
    }

    @Test
    void putsARecheckOffWhileKeyServiceIsAwayAndResumes() {
        TrueKey key = story.boundKey(1);
        story.receive(key.rotate());
        kms.away(true);

        // When
        story.workUntilPutOff(key);

        // Then: it waits, and nothing is lost over it
        assertThat(story.open(key)).containsExactly("RECHECK");
        assertThat(attempts(key)).isEqualTo(1);
        assertThat(story.bound(key).availability()).isEqualTo(AVAILABLE);

        // When: the reconciliation comes by in the meantime
        story.pausesLast(key);
        makeOld(key);
        story.reconcile();

        // Then: it does not cut the pause short
        assertThat(attempts(key)).isEqualTo(1);
        assertThat(story.step()).isFalse();

        // When
        kms.away(false);
        story.pausesEnd(key);
        story.work();

        // Then
        assertThat(story.open(key)).isEmpty();
        assertThat(story.bound(key).versionId()).isEqualTo(key.version());
    }

    @Test
    void acknowledgesARevisionOnce() {
        TrueKey key = story.boundKey(2);
        int before = story.acknowledged(key).size();
        for (int i = 0; i < 3; i++) {
            makeOld(key);
            story.reconcile();
            story.work();
        }
        assertThat(story.acknowledged(key)).hasSize(before);

        // When
        KeySnapshot disabled = key.disable().key();
        story.receive(disabled);
        story.work();
        story.receive(disabled);
        story.work();

        // Then
        assertThat(story.acknowledged(key)).hasSize(before + 1);
    }

    private void makeOld(TrueKey key) {
        sql.update("update bound_key set checked_at = checked_at - interval '1 day' where crn = ?", key.crn());
    }

    private long attempts(TrueKey key) {
        return sql.number("select attempts from key_job where key_crn = ? and kind = 'RECHECK'", key.crn());
    }
}
