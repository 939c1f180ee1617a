package io.claviger.masters.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.KeyStanding.NoKey;
import io.claviger.masters.version.Capabilities;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The master's fields in every phase of clusters-api.md 2.2. */
class MasterFieldsTest {

    private static final Instant MORNING = Instant.parse("2026-01-01T08:00:00Z");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String ENABLING = "Key management service feature enablement in progress.";

    static Stream<Arguments> phases() {
        MasterOperation done = new MasterOperation.Done(MORNING);
        MasterOperation enabling = new MasterOperation.EnablingKms(NOON);
        MasterOperation failed = new MasterOperation.EnableFailed(NOON, "Failed (CAE003): because.");
        return Stream.of(
                Arguments.of("before", new NoKey(), done, "deployed", "Ready", "normal", MORNING),
                Arguments.of("first enable", new NoKey(), enabling, "updating", ENABLING, "normal", NOON),
                Arguments.of("change of key", usable(), enabling, "updating", ENABLING, "normal", NOON),
                Arguments.of("enabled", usable(), done, "deployed", "Ready", "normal", MORNING),
                Arguments.of("failed", usable(), failed, "update_failed", "Failed (CAE003): because.", "normal", NOON),
                Arguments.of("rotated", rewrapping(), done, "updating", ENABLING, "normal", NOON),
                Arguments.of("enabled again", since(NOON), done, "deployed", "Ready", "normal", NOON));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("phases")
    void followFromKeyAndLastOperation(
            String phase,
            KeyStanding key,
            MasterOperation operation,
            String state,
            String status,
            String health,
            Instant at) {
        // When
        MasterFields fields =
                MasterFields.of(LifeCycle.DEPLOYED, MORNING, key, operation, Capabilities.OPENSHIFT_4_5_ON);

        // Then
        assertThat(fields).isEqualTo(new MasterFields(state, status, at, health));
    }

    @Test
    void nameTheKeyItsStateSinceWhenAndTheCure() {
        // When
        MasterFields disabled = of(KeyCondition.SUSPENDED, Capabilities.OPENSHIFT_4_5_ON);
        MasterFields deleted = of(KeyCondition.DESTROYED, Capabilities.OPENSHIFT_4_5_ON);
        MasterFields purged = of(KeyCondition.PURGED, Capabilities.OPENSHIFT_4_5_ON);

        // Then
        assertThat(disabled.status())
                .contains("crn:key", "disabled", "state 2", "2026-01-01T12:00:00Z", "Enable the key");
        assertThat(deleted.status()).contains("crn:key", "deleted", "state 5", "Restore the key");
        assertThat(purged.status()).contains("crn:key", "cannot be recovered");
        assertThat(disabled.state()).isEqualTo("deployed");
        assertThat(disabled.health()).isEqualTo("error");
    }

    @Test
    void sayBothThatTheKeyIsGoneAndThatAnotherCouldNotBeEnabled() {
        MasterFields fields = MasterFields.of(
                LifeCycle.DEPLOYED,
                MORNING,
                new Held("crn:key", KeyCondition.PURGED, MORNING, false, MORNING, null),
                new MasterOperation.EnableFailed(NOON, "Failed (CAE003): because."),
                Capabilities.OPENSHIFT_4_5_ON);

        assertThat(fields.state()).isEqualTo("update_failed");
        assertThat(fields.status()).contains("crn:key", "cannot be recovered", "Failed (CAE003): because.");
        assertThat(fields.modifiedAt()).isEqualTo(NOON);
        assertThat(fields.health()).isEqualTo("error");
    }

    @Test
    void hideADisabledKeyInVersionsThatDoNotShowIt() {
        assertThat(of(KeyCondition.SUSPENDED, Capabilities.OPENSHIFT_4_4_NEWER).status())
                .isEqualTo("Ready");
    }

    @Test
    void sayThatTheMasterIsBeingBuilt() {
        MasterFields fields = MasterFields.of(
                LifeCycle.REQUESTED,
                NOON,
                new NoKey(),
                new MasterOperation.Done(MORNING),
                Capabilities.OPENSHIFT_4_5_ON);

        assertThat(fields.status()).isEqualTo("Deploy requested");
        assertThat(fields.state()).isEqualTo("deploying");
    }

    private static MasterFields of(KeyCondition condition, Capabilities capabilities) {
        return MasterFields.of(
                LifeCycle.DEPLOYED,
                MORNING,
                new Held("crn:key", condition, NOON, false, MORNING, null),
                new MasterOperation.Done(MORNING),
                capabilities);
    }

    private static Held usable() {
        return since(MORNING);
    }

    private static Held since(Instant since) {
        return new Held("crn:key", KeyCondition.USABLE, since, false, MORNING, null);
    }

    private static Held rewrapping() {
        return new Held("crn:key", KeyCondition.USABLE, NOON, true, MORNING, null);
    }
}
