package io.claviger.keys.wrapping;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.claviger.testkit.service.AccountsWord;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I5 with two replicas on one database, one of them reached over HTTP. */
@QuarkusTest
class TwoReplicasTest {

    private static final int ROUNDS = 5;

    @Inject
    SecondReplica other;

    @Inject
    MovableClock clock;

    @Inject
    AccountsWord word;

    @ConfigProperty(name = "claviger.authorizations.fresh")
    Duration fresh;

    /** Whoever uses keys on the side stops then. */
    private final AtomicBoolean ended = new AtomicBoolean();

    private Kms kms;
    private String key;

    @BeforeEach
    void warm() {
        other.start();
        await().until(other::held);
        kms = Kms.newInstance();
        key = kms.createRootKey("orders");
        warmUp();
    }

    @AfterEach
    void stop() throws InterruptedException {
        ended.set(true);
        other.close();
    }

    @Test
    void noUseBeginsAfterADisableHasReturned() throws InterruptedException {
        // Given
        AtomicLong revokedAt = new AtomicLong(Long.MAX_VALUE);
        AtomicInteger used = new AtomicInteger();
        AtomicInteger usedTooLate = new AtomicInteger();
        List<Thread> load = new ArrayList<>();
        Kms service = kms.asService("master-service");
        List<BooleanSupplier> uses = List.of(
                () -> kms.act(key, "wrap").statusCode() == 200,
                () -> service.act(key, "wrap").statusCode() == 200,
                this::wrapsElsewhere,
                this::wrapsElsewhereForAService);
        for (BooleanSupplier use : uses) {
            load.add(Thread.ofPlatform().start(() -> {
                while (!ended.get()) {
                    long began = System.nanoTime();
                    if (use.getAsBoolean()) {
                        used.incrementAndGet();
                        if (began - revokedAt.get() > 0) {
                            usedTooLate.incrementAndGet();
                        }
                    }
                }
            }));
        }

        // When
        for (int round = 0; round < ROUNDS; round++) {
            int before = used.get();
            await().until(() -> used.get() > before + 100);
            kms.act(key, "disable").then().statusCode(204);
            revokedAt.set(System.nanoTime());
            assertThat(wrapsElsewhere()).isFalse();
            assertThat(wrapsElsewhereForAService()).isFalse();
            assertThat(kms.act(key, "wrap").statusCode()).isEqualTo(409);
            assertThat(service.act(key, "wrap").statusCode()).isEqualTo(409);
            revokedAt.set(Long.MAX_VALUE);
            clock.advance(Duration.ofSeconds(30));
            kms.act(key, "enable").then().statusCode(204);
            warmUp();
        }
        ended.set(true);
        for (Thread thread : load) {
            thread.join();
        }

        // Then
        assertThat(usedTooLate).hasValue(0);
    }

    /** ADR 0024: no later than on the long way, on no replica; the clock that the bound is counted by is moved. */
    @Test
    void noUseByAServiceBeginsLaterThanTheBoundAfterItsAuthorizationIsTakenBack() throws InterruptedException {
        // Given
        Kms service = kms.asService("master-service");
        AtomicLong overAt = new AtomicLong(Long.MAX_VALUE);
        AtomicInteger used = new AtomicInteger();
        AtomicInteger usedTooLate = new AtomicInteger();
        List<BooleanSupplier> uses = List.of(() -> service.act(key, "wrap").statusCode() == 200, () -> {
            other.ask(kms.account(), kms.instance(), key);
            return wrapsElsewhereForAService();
        });
        List<Thread> load = new ArrayList<>();
        for (BooleanSupplier use : uses) {
            load.add(Thread.ofPlatform().start(() -> {
                while (!ended.get()) {
                    long began = System.nanoTime();
                    if (use.getAsBoolean()) {
                        used.incrementAndGet();
                        if (began - overAt.get() > 0) {
                            usedTooLate.incrementAndGet();
                        }
                    }
                }
            }));
        }

        // When
        for (int round = 0; round < ROUNDS; round++) {
            int before = used.get();
            await().until(() -> used.get() > before + 50 && wrapsElsewhereForAService());
            word.says(kms.account());
            clock.advance(fresh);
            overAt.set(System.nanoTime());
            assertThat(wrapsElsewhereForAService()).isFalse();
            assertThat(service.act(key, "wrap").statusCode()).isEqualTo(401);
            await().until(() -> {
                other.keep(kms.instance(), key);
                return wrapsElsewhere();
            });
            overAt.set(Long.MAX_VALUE);
            word.saysNothing(kms.account());
        }
        ended.set(true);
        for (Thread thread : load) {
            thread.join();
        }

        // Then
        assertThat(usedTooLate).hasValue(0);
    }

    @Test
    void rotationAndDeletionAndPoliciesReachTheOtherReplicaToo() {
        kms.act(key, "rotate").then().statusCode(204);
        assertThat(wrapsElsewhere()).isFalse();

        warmUp();
        kms.request()
                .body("""
                        {"metadata":{"collectionType":"application/vnd.ibm.kms.policy+json","collectionTotal":1},
                        "resources":[{"policy_type":"metrics","policy_data":{"enabled":true}}]}""")
                .put("/api/v2/instance/policies?policy=metrics")
                .then()
                .statusCode(204);
        assertThat(wrapsElsewhere()).isFalse();
        other.keep(kms.instance(), key);
        assertThat(wrapsElsewhere())
                .as("of an instance whose calls are counted")
                .isFalse();

        kms.request().delete("/api/v2/keys/" + key + "?force=true").then().statusCode(204);
        assertThat(wrapsElsewhere()).isFalse();
    }

    @Test
    void aPausedReplicaIsWaitedForOnlyAsLongAsItsLeaseAndFindsOutWhenItWakes() {
        // Given
        other.pause();
        try {
            // When
            kms.act(key, "disable").then().statusCode(204);

            // Then it has answered while the replica is still paused, and not before its lease was over
            assertThat(other.held()).isFalse();
            assertThat(wrapsElsewhere()).isFalse();
        } finally {
            other.resume();
        }
        await().until(other::held);
        assertThat(wrapsElsewhere()).isFalse();
    }

    @Test
    void changesAreForgottenWhenAllHaveSeenThem() {
        kms.act(key, "disable").then().statusCode(204);

        await().until(() -> Rows.column("select subject from key_cache_change where subject = ?", key)
                .isEmpty());
    }

    private boolean wrapsElsewhere() {
        return other.wraps(kms.account(), kms.instance(), key);
    }

    private boolean wrapsElsewhereForAService() {
        return other.wrapsForAService(kms.instance(), key);
    }

    /** Until both replicas answer from memory; a change may drop what was read meanwhile. */
    private void warmUp() {
        await().until(() -> {
            other.keep(kms.instance(), key);
            other.ask(kms.account(), kms.instance(), key);
            return kms.act(key, "wrap").statusCode() == 200 && wrapsElsewhere() && wrapsElsewhereForAService();
        });
    }
}
