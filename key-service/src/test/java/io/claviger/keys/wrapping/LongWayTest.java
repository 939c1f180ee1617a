package io.claviger.keys.wrapping;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.access.store.AccessRulesStore;
import io.claviger.keys.call.Call;
import io.claviger.keys.call.ServiceAccess;
import io.claviger.keys.coherence.CacheConfig;
import io.claviger.keys.coherence.CacheLease;
import io.claviger.keys.custody.Commitments;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.Seal;
import io.claviger.keys.custody.SealException;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.rootkey.KeyFinder;
import io.claviger.keys.rootkey.store.KeyStore;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.WatchedSeal;
import io.claviger.keys.wrapping.rules.Wrapped;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.outbox.Outbox;
import io.claviger.kit.web.ClientAddresses;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses by way of the database when something happens to them in the middle; by a seal that a test holds up or takes away. */
@QuarkusTest
class LongWayTest {

    @Inject
    KeyFinder finder;

    @Inject
    VersionStore versions;

    @Inject
    Seal seal;

    @Inject
    Commitments commitments;

    @Inject
    Activities activities;

    @Inject
    Outbox outbox;

    @Inject
    Clock clock;

    @Inject
    CurrentVertxRequest request;

    @Inject
    ClientAddresses addresses;

    @Inject
    HotUses hot;

    @Inject
    CacheLease lease;

    @Inject
    CacheConfig config;

    @Inject
    ServiceAccess services;

    @Inject
    InstanceStore instances;

    @Inject
    AccessRulesStore access;

    @Inject
    KeyStore keys;

    private final WatchedRandom random = new WatchedRandom();
    private Kms kms;
    private String key;
    private Call call;

    @BeforeEach
    void createKey() {
        kms = Kms.newInstance();
        key = kms.createRootKey("orders");
        Caller manager =
                new Caller("IBMid-1", "one", kms.account(), Caller.Kind.USER, Map.of("kms", List.of("Manager")));
        call = new Call(manager, instances.find(kms.instance()).orElseThrow(), Operation.WRAP, "/", null);
    }

    /** I5: the use was allowed when it began, and the seal took its time. */
    @Test
    void answersNoUseThatADisableHasOvertaken() throws InterruptedException {
        // Given
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch disabled = new CountDownLatch(1);
        Wrapping wrapping = wrapping(new Custody(
                opening(() -> {
                    begun.countDown();
                    disabled.await();
                }),
                random,
                commitments));
        CompletableFuture<Wrapped> use = CompletableFuture.supplyAsync(() -> wrapping.wrap(call, key, null, List.of()));
        begun.await();

        // When
        kms.act(key, "disable").then().statusCode(204);
        disabled.countDown();

        // Then
        assertThatThrownBy(use::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo("KEY_ACTION_INVALID_STATE_ERR"));
        random.assertDataKeyIsWiped();
    }

    /** I1. */
    @Test
    void wipesTheNewDataKeyWhenItCannotBeWrapped() {
        Wrapping wrapping = wrapping(new Custody(awaySeal(new AtomicInteger()), random, commitments));

        assertThatThrownBy(() -> wrapping.wrap(call, key, null, List.of())).isInstanceOf(SealException.class);

        random.assertDataKeyIsWiped();
    }

    /** I1, I6. */
    @Test
    void wipesTheNewDataKeyWhenTheUseCannotBeRecorded() {
        Activities full = new Activities(outbox, clock, "key-service", request, addresses) {
            @Override
            public void record(Caller caller, Activity activity) {
                throw new IllegalStateException("no room for a record");
            }
        };
        Wrapping wrapping = new Wrapping(finder, versions, new Custody(seal, random, commitments), full, hot);

        assertThatThrownBy(() -> wrapping.wrap(call, key, null, List.of())).hasMessage("no room for a record");

        random.assertDataKeyIsWiped();
    }

    @Test
    void answersAUseThatIsDoneAlthoughTheKeyCannotBeKeptForTheNext() {
        // Given
        AtomicInteger asked = new AtomicInteger();
        Custody away = new Custody(awaySeal(asked), random, commitments);
        HotUses forgetful = new HotUses(
                lease, services, new HotKeys(config), new HotKeyReader(instances, access, keys, versions, away), away);
        Wrapping wrapping =
                new Wrapping(finder, versions, new Custody(seal, random, commitments), activities, forgetful);

        // When it is tried, which needs the lease, Then
        await().pollInSameThread().until(() -> {
            try (Wrapped.Fresh fresh = wrapping.wrap(call, key, null, List.of())) {
                assertThat(fresh.ciphertext()).isNotEmpty();
            }
            return asked.get() > 0;
        });
        assertThat(asked).hasValue(1);
    }

    private Wrapping wrapping(Custody custody) {
        return new Wrapping(finder, versions, custody, activities, hot);
    }

    private Seal awaySeal(AtomicInteger asked) {
        return opening(() -> {
            asked.incrementAndGet();
            throw new SealException("taken away", null);
        });
    }

    /** The service's own seal, with something before it opens. */
    private Seal opening(WatchedSeal.Before before) {
        return new WatchedSeal(seal, before);
    }

    /** Keeps the arrays that it has filled, which a secret that was made of them wipes when it is closed. */
    private static final class WatchedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> filled = new CopyOnWriteArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length == Custody.GENERATED_BYTES) {
                filled.add(bytes);
            }
        }

        void assertDataKeyIsWiped() {
            assertThat(filled).singleElement().isEqualTo(new byte[Custody.GENERATED_BYTES]);
        }
    }
}
