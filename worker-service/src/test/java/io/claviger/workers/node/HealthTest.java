package io.claviger.workers.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keyclient.binding.Availability;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.pool.KeyStanding;
import io.claviger.workers.pool.KeyStanding.ProviderManaged;
import io.claviger.workers.pool.KeyStanding.Unbound;
import io.claviger.workers.pool.KeyStanding.Unconfirmed;
import io.claviger.workers.pool.KeyStanding.UnderRootKey;
import io.claviger.workers.pool.PoolId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String CRN = "crn:v1:bluemix:public:kms:local:a/0:instance:key:id";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # key state, key epoch, unlocked in epoch, health,   details begin with
            1,           1,         1,                 normal,   -
            1,           2,         1,                 critical, reboot_required
            1,           2,         2,                 normal,   -
            1,           2,         -,                 critical, disk_locked
            2,           2,         1,                 critical, encryption_key_disabled
            2,           2,         2,                 critical, encryption_key_disabled
            2,           2,         -,                 critical, encryption_key_disabled
            3,           2,         1,                 critical, encryption_key_deleted
            5,           2,         1,                 critical, encryption_key_deleted
            """)
    void followsFromTheKeyAndFromTheEpochInWhichTheDiskWasOpened(
            int state, long epoch, @Nullable Long unlocked, String health, @Nullable String details) {
        // When
        Health derived = Health.of(worker(WorkerState.DEPLOYED, unlocked), new UnderRootKey(key(state, epoch, false)));

        // Then
        assertThat(derived.state().wireName()).isEqualTo(health);
        if (details == null) {
            assertThat(derived.details()).isNull();
            assertThat(derived.message()).isEqualTo("Ready");
        } else {
            assertThat(derived.details()).startsWith(details);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # unlocked in epoch, health,   details begin with
            2,                   unknown,  key_unconfirmed
            1,                   critical, reboot_required
            -,                   critical, disk_locked
            """)
    void isNotKnownWhileNobodyCanSayWhetherTheKeyIsAvailable(@Nullable Long unlocked, String health, String details) {
        // When
        Health derived = Health.of(worker(WorkerState.DEPLOYED, unlocked), new Unconfirmed(key(1, 2, false), THEN));

        // Then
        assertThat(derived.state().wireName()).isEqualTo(health);
        assertThat(derived.details()).startsWith(details);
        assertThat(derived.since()).isEqualTo(THEN);
    }

    @Test
    void saysOfWhenTheLastProofIsAndThatNothingNeedsToBeDone() {
        Health derived = Health.of(worker(WorkerState.DEPLOYED, 2L), new Unconfirmed(key(1, 2, false), THEN));

        assertThat(derived.details())
                .contains("Root key " + CRN + " was Active (1) at 2026-01-01T00:00:00Z")
                .contains("Nothing needs to be done to the worker node");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | false | Suspended (2)   | Enable the key, then reboot the worker node.
            3 | false | Deactivated (3) | create a worker pool under another root key.
            5 | false | Destroyed (5)   | Restore the key before 2026-02-01T00:00:00Z, then reboot
            5 | true  | purged          | cannot be recovered
            """)
    void saysWhichKeyInWhichStateSinceWhenAndWhatWouldCureIt(int state, boolean purged, String name, String cure) {
        // When
        Health derived = Health.of(worker(WorkerState.DEPLOYED, 1L), new UnderRootKey(key(state, 2, purged)));

        // Then
        assertThat(derived.details())
                .contains("Root key " + CRN + " is " + name + " since 2026-01-01T00:00:00Z.")
                .contains(cure);
        assertThat(derived.since()).isEqualTo(THEN);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            PROVISION_PENDING, unknown
            PROVISIONING,      unknown
            PROVISION_FAILED,  critical
            RELOADING,         critical
            DELETING,          critical
            DELETED,           unknown
            """)
    void followsFromTheLifeCycleOutsideOfService(WorkerState state, String health) {
        KeyStanding disabled = new UnderRootKey(key(2, 2, false));

        assertThat(Health.of(worker(state, 1L), disabled).state().wireName()).isEqualTo(health);
        assertThat(Health.of(worker(state, 1L), new ProviderManaged()).state().wireName())
                .isEqualTo(health);
    }

    @Test
    void isNormalUnderTheProvidersKeyWhenTheDiskIsOpen() {
        assertThat(Health.of(worker(WorkerState.DEPLOYED, 0L), new ProviderManaged())
                        .state())
                .isEqualTo(Health.State.NORMAL);
        assertThat(Health.of(worker(WorkerState.DEPLOYED, null), new ProviderManaged())
                        .state())
                .isEqualTo(Health.State.CRITICAL);
    }

    @Test
    void isCriticalWhileThePoolHangsFromNoKeyYet() {
        assertThat(Health.of(worker(WorkerState.DEPLOYED, 1L), new Unbound(CRN)).state())
                .isEqualTo(Health.State.CRITICAL);
    }

    private static Worker worker(WorkerState state, @Nullable Long unlocked) {
        ClusterId cluster = new ClusterId("c0000000000000000001");
        return new Worker(
                new WorkerId("kube-c0000000000000000001-one-default-00000001"),
                new PoolId("c0000000000000000001-0000001"),
                "default",
                cluster,
                "local-1",
                "bx2.4x16",
                "4.5",
                state,
                THEN,
                null,
                null,
                unlocked,
                null,
                null,
                null);
    }

    private static BoundKey key(int state, long epoch, boolean purged) {
        return new BoundKey(
                new KeyRef("instance", "id", CRN),
                "0",
                state,
                THEN,
                Availability.ofState(state),
                7,
                epoch,
                "version",
                THEN,
                purged,
                null,
                state == 5 ? Instant.parse("2026-02-01T00:00:00Z") : null,
                THEN);
    }
}
