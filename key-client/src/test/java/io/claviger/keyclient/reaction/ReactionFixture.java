package io.claviger.keyclient.reaction;

import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.testing.DataKeys;
import io.claviger.keyclient.testing.FakeKms;
import io.claviger.keyclient.testing.Sql;
import io.claviger.keyclient.testing.TrueKey;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Steps of a story around one key. */
@ApplicationScoped
public class ReactionFixture {

    private final KeyBindings bindings;
    private final KeyReaction reaction;
    private final KeyJobs jobs;
    private final KeyJobSteps steps;
    private final KeyQuestions questions;
    private final FakeKms kms;
    private final DataKeys dataKeys;
    private final Sql sql;

    ReactionFixture(
            KeyBindings bindings,
            KeyReaction reaction,
            KeyJobs jobs,
            KeyJobSteps steps,
            KeyQuestions questions,
            FakeKms kms,
            DataKeys dataKeys,
            Sql sql) {
        this.bindings = bindings;
        this.reaction = reaction;
        this.jobs = jobs;
        this.steps = steps;
        this.questions = questions;
        this.kms = kms;
        this.dataKeys = dataKeys;
        this.sql = sql;
    }

    /** A key with dependants, one data key each, and nothing left to do. */
    TrueKey boundKey(int dependants) {
        TrueKey key = kms.newKey();
        QuarkusTransaction.requiringNew().timeout(300).run(() -> {
            bindings.bind(dependant(key, 0), key.snapshot());
            sql.update(
                    "insert into key_binding (dependant, key_crn, version_id, version_created)"
                            + " select 'crn:dependant:' || ? || ':' || to_char(n, 'FM000000'), key_crn, version_id,"
                            + " version_created from key_binding, generate_series(1, ?) n where dependant = ?",
                    key.id(),
                    dependants - 1,
                    dependant(key, 0));
            dataKeys.add(key, dependants);
        });
        work();
        dataKeys.heard(key).clear();
        return key;
    }

    static String dependant(TrueKey key, int n) {
        return "crn:dependant:%s:%06d".formatted(key.id(), n);
    }

    void bind(TrueKey key, String dependant, KeySnapshot answer) {
        QuarkusTransaction.requiringNew().run(() -> bindings.bind(dependant, answer));
    }

    boolean receive(KeyEvent event) {
        return receive(event.key());
    }

    boolean receive(KeySnapshot event) {
        return QuarkusTransaction.requiringNew().call(() -> reaction.onEvent(event));
    }

    /** Everything that is due, and what follows from it. */
    void work() {
        for (int done = 0; step(); done++) {
            if (done > 10_000) {
                throw new IllegalStateException("the work never ends");
            }
        }
    }

    /** Until a job of the key has failed once, and no further: on a slow machine its next try is due before anybody looks. */
    void workUntilPutOff(TrueKey key) {
        for (int done = 0;
                sql.number("select count(*) from key_job where key_crn = ? and attempts > 0", key.crn()) == 0;
                done++) {
            if (done > 10_000) {
                throw new IllegalStateException("nothing is ever put off");
            }
            step();
        }
    }

    boolean step() {
        boolean asked = ask();
        return steps.work() || asked;
    }

    /** The questions that are due, and nothing of what follows from their answers. */
    boolean ask() {
        List<Thread> begun = questions.begin(() -> {});
        for (Thread question : begun) {
            try {
                question.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return !begun.isEmpty();
    }

    int reconcile() {
        return reaction.reconcile();
    }

    /** A worker that claims what is due and is killed. */
    int claimAndDie(KeyJobs.Kind kind) {
        return jobs.claim(kind, Kms.BATCH, java.time.Duration.ofHours(1)).size();
    }

    BoundKey bound(TrueKey key) {
        return bindings.find(key.crn()).orElseThrow();
    }

    /** Open jobs of a key, by kind. */
    List<String> open(TrueKey key) {
        return sql.column("select kind from key_job where key_crn = ? order by kind", key.crn());
    }

    /** Pauses and claims of a key's jobs are over. */
    void pausesEnd(TrueKey key) {
        sql.update("update key_job set not_before = now() where key_crn = ?", key.crn());
    }

    /** And they do not end before the test does. */
    void pausesLast(TrueKey key) {
        sql.update("update key_job set not_before = now() + interval '1 hour' where key_crn = ?", key.crn());
    }

    /** Revision and version of every acknowledgement, in order. */
    List<String> acknowledged(TrueKey key) {
        return sql.column(
                "select (convert_from(data, 'UTF8')::jsonb ->> 'revision') || ' '"
                        + " || (convert_from(data, 'UTF8')::jsonb ->> 'keyVersionId')"
                        + " from outbox where topic = 'claviger.acks.v1' and partition_key = ? order by id",
                key.id());
    }

    long stale(TrueKey key) {
        return sql.number(
                "select count(*) from data_key where key_crn = ? and version_id <> ?", key.crn(), key.version());
    }
}
