package io.claviger.keys.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.operation.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallsTest {

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"READ_.+", "LIST_.+", "COUNT_.+", ".+_IMPORT_TOKEN"})
    void waitsForNoReplicaWhenNothingHasChangedThatOneMayHaveCached(Operation operation) {
        assertThat(Calls.changesWhatIsCached(operation)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DISABLE", "DELETE", "PURGE", "ROTATE", "WRITE_INSTANCE_POLICIES", "PATCH_KEY", "DELETE_ALIAS"})
    void waitsForAllReplicasWhenSomethingIsTakenAway(Operation operation) {
        assertThat(Calls.changesWhatIsCached(operation)).isTrue();
    }
}
