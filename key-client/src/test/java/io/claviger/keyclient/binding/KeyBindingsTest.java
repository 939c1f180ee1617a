package io.claviger.keyclient.binding;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keyclient.testing.FakeKms;
import io.claviger.keyclient.testing.Session;
import io.claviger.keyclient.testing.Sql;
import io.claviger.keyclient.testing.TrueKey;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyBindingsTest {

    @Inject
    KeyBindings bindings;

    @Inject
    FakeKms kms;

    @Inject
    DataSource dataSource;

    @Inject
    Sql sql;

    private final String dependant = "crn:" + UUID.randomUUID();

    @BeforeEach
    void alone() {
        sql.forgetEveryKey();
    }

    @Test
    void keepsWhatItWasBoundBy() {
        TrueKey key = kms.newKey();

        BoundKey bound = bind(dependant, key);

        assertThat(bindings.find(key.crn())).contains(bound);
        assertThat(bindings.bindingOf(dependant)).get().satisfies(binding -> {
            assertThat(binding.key()).isEqualTo(bound);
            assertThat(binding.versionId()).isEqualTo(key.version());
        });
        assertThat(bindings.dependants(key.crn(), null, 10)).containsExactly(dependant);
        assertThat(bindings.isBehind(bound)).isFalse();
    }

    @Test
    void forgetsAKeyWithItsJobsWhenItsLastDependantLeaves() {
        TrueKey first = kms.newKey();
        TrueKey second = kms.newKey();
        bind(dependant, first);
        bind(dependant + "-2", first);

        bind(dependant, second);
        assertThat(bindings.find(first.crn())).isPresent();
        QuarkusTransaction.requiringNew().run(() -> bindings.unbind(dependant + "-2"));

        assertThat(bindings.find(first.crn())).isEmpty();
        assertThat(sql.number("select count(*) from key_job where key_crn = ?", first.crn()))
                .isZero();
        assertThat(bindings.bindingOf(dependant))
                .get()
                .satisfies(binding -> assertThat(binding.key().ref().crn()).isEqualTo(second.crn()));
        assertThat(bindings.bindingOf(dependant + "-2")).isEmpty();
    }

    @Test
    void namesTheOldestVersionInUse() {
        TrueKey key = kms.newKey();
        String old = key.version();
        bind(dependant, key);
        key.rotate();
        BoundKey rotated = bind(dependant + "-2", key);
        assertThat(bindings.versionInUse(rotated)).isEqualTo(old);
        assertThat(bindings.isBehind(rotated)).isTrue();

        QuarkusTransaction.requiringNew().run(() -> bindings.moved(rotated, 10));

        assertThat(bindings.versionInUse(rotated)).isEqualTo(key.version());
        assertThat(bindings.isBehind(rotated)).isFalse();
    }

    @Test
    void keepsAVersionInUseForWhoDoesNotFollow() {
        TrueKey key = kms.newKey();
        String old = key.version();
        bind(dependant, key);
        QuarkusTransaction.requiringNew()
                .run(() -> bindings.bind(dependant + "-2", key.snapshot(), VersionInUse.newest(key.snapshot(), false)));
        key.rotate();
        BoundKey rotated = bind(dependant + "-3", key);
        assertThat(bindings.isBehind(rotated)).isTrue();

        QuarkusTransaction.requiringNew().run(() -> bindings.moved(rotated, 10));

        assertThat(bindings.isBehind(rotated)).isFalse();
        assertThat(bindings.versionInUse(rotated)).isEqualTo(old);
        QuarkusTransaction.requiringNew().run(() -> bindings.unbind(dependant + "-2"));
        assertThat(bindings.versionInUse(rotated)).isEqualTo(key.version());
    }

    /** Two keys, many dependants that move between them in both directions and come and go. */
    @Test
    void letsDependantsMoveAtTheSameTimeWithoutDeadlockOrLeftovers() throws Exception {
        List<TrueKey> keys = List.of(kms.newKey(), kms.newKey());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> moves = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int mine = thread;
                moves.add(threads.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        bind(dependant + mine, keys.get((mine + i) % 2));
                        if (i % 5 == 4) {
                            QuarkusTransaction.requiringNew().run(() -> bindings.unbind(dependant + mine));
                        }
                    }
                }));
            }
            for (Future<?> move : moves) {
                done(move);
            }
        }
        assertThat(sql.number(
                        "select count(*) from key_binding where key_crn in (?, ?)",
                        keys.get(0).crn(),
                        keys.get(1).crn()))
                .isZero();
        QuarkusTransaction.requiringNew().run(() -> bindings.unused(10).forEach(bindings::forgetIfUnused));
        assertThat(bindings.find(keys.get(0).crn())).isEmpty();
        assertThat(bindings.find(keys.get(1).crn())).isEmpty();
    }

    /** A thousand keys of a service that is away must not stand before those of the others. */
    @Test
    void choosesNoKeyThatWaitsToBeAskedAboutAnyway() {
        TrueKey key = kms.newKey();
        bind(dependant, key);
        assertThat(due()).doesNotContain(key.crn());

        sql.update("delete from key_job where key_crn = ?", key.crn());

        assertThat(due()).contains(key.crn());
    }

    private List<String> due() {
        return bindings.due(Duration.ZERO, Duration.ZERO, Duration.ZERO, 100_000);
    }

    @Test
    void takesSeveralKeysInOneOrder() throws Exception {
        List<String> crns = Stream.generate(kms::newKey)
                .limit(2)
                .peek(key -> bind(dependant + key.id(), key))
                .map(TrueKey::crn)
                .sorted()
                .toList();
        CompletableFuture<Void> locked;
        try (Session other = new Session(dataSource)) {
            other.lockKey(crns.getFirst());

            // When
            locked = CompletableFuture.runAsync(
                    () -> QuarkusTransaction.requiringNew().run(() -> bindings.lockAll(crns.reversed())),
                    Thread::startVirtualThread);
            await().until(other::isWaitedFor);

            // Then
            assertThat(other.locksAtOnce("select 1 from bound_key where crn = ?", crns.getLast()))
                    .isTrue();
        }
        locked.join();
    }

    @Test
    void takesTheKeyBeforeTheBindingThatEnds() throws Exception {
        TrueKey key = kms.newKey();
        bind(dependant, key);
        CompletableFuture<Void> ended;
        try (Session other = new Session(dataSource)) {
            other.lockKey(key.crn());

            // When
            ended = CompletableFuture.runAsync(
                    () -> QuarkusTransaction.requiringNew().run(() -> bindings.unbind(dependant)),
                    Thread::startVirtualThread);
            await().until(other::isWaitedFor);

            // Then
            assertThat(other.locksAtOnce("select 1 from key_binding where key_crn = ?", key.crn()))
                    .isTrue();
        }
        ended.join();
        assertThat(bindings.bindingOf(dependant)).isEmpty();
    }

    private static void done(Future<?> move) throws InterruptedException {
        try {
            move.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a move failed", e.getCause());
        }
    }

    private BoundKey bind(String who, TrueKey key) {
        return QuarkusTransaction.requiringNew().call(() -> bindings.bind(who, key.snapshot()));
    }
}
