package io.claviger.kit.authorization;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.kit.crn.Crn;
import io.claviger.kit.testing.HandClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthorizationsTest {

    private static final String HOME = "0000000000000000000000000000acc1";
    private static final String GUEST = "0000000000000000000000000000acc2";
    private static final Crn KEY = Crn.kmsInstance("local", HOME, "11111111-1111-4111-8111-111111111111")
            .key("22222222-2222-4222-8222-222222222222");
    private static final KeyUse USE = KeyUse.of(ActingService.KUBERNETES, GUEST, KEY);

    private final HandClock clock = new HandClock();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<Authorization> policies = List.of();
    private volatile boolean away;
    private volatile boolean hanging;
    private volatile CountDownLatch beforeAnswering = new CountDownLatch(0);

    private final Authorizations authorizations = new Authorizations(
            new AuthorizationSource() {
                @Override
                public List<Authorization> of(String keyAccount) throws IOException {
                    asked.incrementAndGet();
                    awaitTurn();
                    if (hanging) {
                        clock.advance(Duration.ofSeconds(3));
                        throw new IOException("no answer in time");
                    }
                    if (away) {
                        throw new IOException("away");
                    }
                    return keyAccount.equals(HOME) ? policies : List.of();
                }

                @Override
                public boolean make(
                        String service,
                        String sourceAccount,
                        String keyAccount,
                        String keyService,
                        @Nullable String instance) {
                    if (!sourceAccount.equals(keyAccount)) {
                        return false;
                    }
                    policies = List.of(AuthorizationsTest.of(service, sourceAccount, instance, null, "Reader"));
                    return true;
                }
            },
            new AuthorizationConfig() {
                @Override
                public Duration fresh() {
                    return Duration.ofSeconds(5);
                }

                @Override
                public Duration outage() {
                    return Duration.ofMinutes(5);
                }
            },
            clock);

    @Test
    void letsInWhatTheAccountOfTheKeysPermitsAndNothingElse() {
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));

        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
        assertThat(authorizations.decide(KeyUse.of(ActingService.KUBERNETES, HOME, KEY)))
                .isEqualTo(Verdict.REFUSED);
        assertThat(authorizations.decide(KeyUse.of(ActingService.BLOCK_STORAGE, GUEST, KEY)))
                .isEqualTo(Verdict.REFUSED);
        assertThat(authorizations.decide(USE.passedOn())).isEqualTo(Verdict.REFUSED);
        // Whoever does not know for which account it is asked is content with any, but not with any service.
        assertThat(authorizations.decide(anybody(Set.of(ActingService.KUBERNETES))))
                .isEqualTo(Verdict.PERMITTED);
        assertThat(authorizations.decide(anybody(Set.of()))).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void readsAnInstanceAndAKeyAsTheLimitTheyAre() {
        policies = List.of(
                of(ActingService.KUBERNETES, GUEST, KEY.instance(), KEY.resource(), "Reader"),
                of(ActingService.BLOCK_STORAGE, GUEST, "another", null, "Reader"),
                of(ActingService.KUBERNETES, HOME, KEY.instance(), null, "AuthorizationDelegator"));

        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
        assertThat(authorizations.decide(KeyUse.of(ActingService.KUBERNETES, GUEST, KEY.key("another"))))
                .isEqualTo(Verdict.REFUSED);
        assertThat(authorizations.decide(KeyUse.of(ActingService.BLOCK_STORAGE, GUEST, KEY)))
                .isEqualTo(Verdict.REFUSED);
        // To pass access on is not to have it.
        assertThat(authorizations.decide(KeyUse.of(ActingService.KUBERNETES, HOME, KEY)))
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void asksOnceInAWhileAndForgetsAPermissionWithinTheBound() {
        // Given
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));
        for (int use = 0; use < 10; use++) {
            assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
        }
        assertThat(asked).hasValue(1);

        // When
        policies = List.of();
        clock.advance(Duration.ofSeconds(5));

        // Then
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void renewsAheadOfTheEndWithoutLettingAnybodyWait() {
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));
        authorizations.decide(USE);
        clock.advance(Duration.ofSeconds(3));

        // When
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);

        // Then
        await().untilAsserted(() -> assertThat(asked).hasValue(2));
        clock.advance(Duration.ofSeconds(4));
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
    }

    @Test
    void permitsUnaskedOnlyWhatAFreshAnswerPermits() {
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));
        assertThat(authorizations.permitsUnasked(USE)).as("nobody has asked").isFalse();
        assertThat(asked).hasValue(0);
        authorizations.decide(USE);

        // When
        away = true;
        policies = List.of();

        // Then
        assertThat(authorizations.permitsUnasked(USE)).isTrue();
        assertThat(authorizations.permitsUnasked(KeyUse.of(ActingService.KUBERNETES, HOME, KEY)))
                .isFalse();
        clock.advance(Duration.ofSeconds(5));
        assertThat(authorizations.permitsUnasked(USE)).isFalse();
        assertThat(authorizations.decide(USE)).as("while iam-service is away").isEqualTo(Verdict.PERMITTED);
        assertThat(authorizations.permitsUnasked(USE)).isFalse();
    }

    @Test
    void neverRepeatsARefusalUnasked() {
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.REFUSED);

        // When
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));
        clock.advance(Duration.ofMillis(1));

        // Then: unless whoever asks can bear an old one
        assertThat(authorizations.decide(USE, Duration.ofSeconds(1))).isEqualTo(Verdict.REFUSED);
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
    }

    @Test
    void outlivesAnOutageForAWhileAndLetsNobodyNewIn() {
        // Given
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));
        authorizations.decide(USE);

        // When
        away = true;
        clock.advance(Duration.ofMinutes(5));

        // Then
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
        assertThat(authorizations.decide(KeyUse.of(ActingService.KUBERNETES, HOME, KEY)))
                .isEqualTo(Verdict.UNKNOWN);
        int before = asked.get();
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
        assertThat(asked).hasValue(before);
        clock.advance(Duration.ofSeconds(1));
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.UNKNOWN);
        away = false;
        clock.advance(Duration.ofSeconds(1));
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);
    }

    /** A try of three seconds is over before it is known to have failed; the pause begins then. */
    @Test
    void asksAServiceThatHangsNoMoreOftenThanOneThatIsAway() {
        hanging = true;
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.UNKNOWN);

        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.UNKNOWN);

        assertThat(asked).hasValue(1);
        clock.advance(Duration.ofSeconds(1));
        authorizations.decide(USE);
        assertThat(asked).hasValue(2);
    }

    @Test
    void letsOnlyTheFirstWaitForAServiceThatHangs() throws Exception {
        // Given
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));
        authorizations.decide(USE);
        clock.advance(Duration.ofSeconds(5));
        hanging = true;
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);

        // When
        CountDownLatch answer = new CountDownLatch(1);
        beforeAnswering = answer;
        clock.advance(Duration.ofSeconds(1));
        Verdict meanwhile =
                CompletableFuture.supplyAsync(() -> authorizations.decide(USE)).get(60, TimeUnit.SECONDS);

        // Then
        assertThat(meanwhile).isEqualTo(Verdict.PERMITTED);
        await().untilAsserted(() -> assertThat(asked).hasValue(3));
        answer.countDown();
    }

    /** An outage adds nothing to how long a permission lives that is taken back. */
    @Test
    void forgetsAPermissionWithinTheBoundAlsoAfterAnOutage() {
        // Given
        policies = List.of(of(ActingService.KUBERNETES, GUEST, null, null, "Reader"));
        authorizations.decide(USE);
        clock.advance(Duration.ofSeconds(5));
        away = true;
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.PERMITTED);

        // When
        away = false;
        policies = List.of();
        clock.advance(Duration.ofSeconds(5));

        // Then
        assertThat(authorizations.decide(USE)).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void makesWhatIsMissingWhereItMay() {
        KeyUse own = KeyUse.of(ActingService.KUBERNETES, HOME, KEY);

        assertThat(authorizations.make(USE, ActingService.KUBERNETES, GUEST)).isEqualTo(Authorizations.Made.REFUSED);
        assertThat(authorizations.make(own, ActingService.KUBERNETES, HOME)).isEqualTo(Authorizations.Made.MADE);
        assertThat(authorizations.make(own, ActingService.KUBERNETES, HOME))
                .isEqualTo(Authorizations.Made.THERE_WAS_ONE);
        away = true;
        clock.advance(Duration.ofSeconds(1));
        assertThat(authorizations.make(USE, ActingService.KUBERNETES, GUEST)).isEqualTo(Authorizations.Made.UNKNOWN);
    }

    private void awaitTurn() throws IOException {
        try {
            beforeAnswering.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static KeyUse anybody(Set<String> services) {
        return new KeyUse(services, null, false, HOME, "kms", KEY.instance(), KEY.resource());
    }

    private static Authorization of(
            String service, String account, @Nullable String instance, @Nullable String key, String... roles) {
        return new Authorization(service, account, Set.of(roles), "kms", instance, key);
    }
}
