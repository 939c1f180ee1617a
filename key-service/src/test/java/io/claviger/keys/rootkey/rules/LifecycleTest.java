package io.claviger.keys.rootkey.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.crn.Crn;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table, cell by cell, against key-protect-api.md 2.8 as it is written there. */
class LifecycleTest {

    private static final String S = "KEY_ACTION_INVALID_STATE_ERR";
    private static final String G = "KEY_DELETED_ERR";
    private static final String R = "KEY_INVALID_STATE_ERR";
    private static final String OK = "-";

    /** Code of each refusal in the states 1, 2, 3 and 5. */
    static Stream<Arguments> contract() {
        return Stream.of(
                row(Operation.READ_KEY, OK, OK, OK, OK),
                row(Operation.READ_METADATA, OK, OK, OK, OK),
                row(Operation.WRAP, OK, S, S, G),
                row(Operation.UNWRAP, OK, S, OK, G),
                row(Operation.REWRAP, OK, S, OK, G),
                row(Operation.ROTATE, OK, S, OK, G),
                row(Operation.DISABLE, OK, S, S, G),
                row(Operation.ENABLE, S, OK, S, G),
                row(Operation.DELETE, OK, OK, OK, G),
                row(Operation.RESTORE, S, S, S, OK),
                row(Operation.PURGE, S, S, S, OK),
                row(Operation.LIST_VERSIONS, OK, S, S, G),
                row(Operation.SYNC, OK, OK, OK, OK),
                row(Operation.DESTROY_VERSION, OK, OK, OK, G),
                row(Operation.CREATE_REGISTRATION, OK, R, R, R),
                row(Operation.LIST_REGISTRATIONS, OK, OK, OK, OK),
                row(Operation.SET_FOR_DELETION, OK, S, S, G),
                row(Operation.UNSET_FOR_DELETION, OK, S, S, G),
                row(Operation.READ_POLICIES, OK, OK, OK, G),
                row(Operation.WRITE_POLICIES, OK, OK, OK, G),
                row(Operation.PATCH_KEY, OK, OK, OK, G),
                row(Operation.CREATE_ALIAS, OK, OK, OK, G),
                row(Operation.DELETE_ALIAS, OK, OK, OK, G),
                row(Operation.EXPIRE, OK, S, S, S));
    }

    private static Arguments row(Operation operation, String... codes) {
        return Arguments.of(operation, codes);
    }

    @ParameterizedTest
    @MethodSource("contract")
    void followsTheContract(Operation operation, String[] codes) {
        for (int i = 0; i < codes.length; i++) {
            Optional<Refusal> refusal = Lifecycle.refusal(operation, Keys.root(KeyState.values()[i]));

            assertThat(refusal.map(Refusal::code).orElse(OK))
                    .as("%s in state %s", operation, KeyState.values()[i])
                    .isEqualTo(codes[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WRAP, 400, KEY_ROOT_REQ_ERR",
        "UNWRAP, 400, KEY_ROOT_REQ_ERR",
        "REWRAP, 400, KEY_ROOT_REQ_ERR",
        "ROTATE, 400, KEY_ROOT_REQ_ERR",
        "ENABLE, 400, KEY_ROOT_REQ_ERR",
        "DISABLE, 400, KEY_ROOT_REQ_ERR",
        "LIST_VERSIONS, 400, KEY_ROOT_REQ_ERR",
        "CREATE_REGISTRATION, 422, KEY_ROOT_REQ_REG_ERR"
    })
    void refusesStandardKeysBeforeItLooksAtTheirState(Operation operation, int status, String code) {
        for (KeyState state : new KeyState[] {KeyState.ACTIVE, KeyState.SUSPENDED, KeyState.DEACTIVATED}) {
            Refusal refusal = Lifecycle.refusal(operation, Keys.standard(state)).orElseThrow();

            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.status()).isEqualTo(status);
        }
    }

    @Test
    void rotatesExpiredKeysInKeyProtectButNotInHyperProtect() {
        Key key = Keys.root(KeyState.DEACTIVATED);
        Crn hyperProtect = new Crn("bluemix", "public", "hs-crypto", "us-south", "acc", "ins", "", "");
        Key hyper = new Key(
                key.id(),
                new Key.Home("ins", "acc", hyperProtect.key(key.id().toString())),
                key.traits(),
                key.settings(),
                key.createdAt(),
                key.createdBy(),
                key.life());

        assertThat(Lifecycle.refusal(Operation.ROTATE, key)).isEmpty();
        assertThat(Lifecycle.refusal(Operation.ROTATE, hyper).map(Refusal::code))
                .contains("KEY_ACTION_INVALID_STATE_ERR");
        assertThat(Lifecycle.refusal(Operation.UNWRAP, hyper)).isEmpty();
    }

    @Test
    void saysThatADestroyedKeyIsDestroyedBeforeItLooksAtItsKind() {
        Refusal refusal = Lifecycle.refusal(Operation.WRAP, Keys.standard(KeyState.DESTROYED))
                .orElseThrow();

        assertThat(refusal.code()).isEqualTo("KEY_DELETED_ERR");
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            mode = EnumSource.Mode.INCLUDE,
            names = {"WRAP", "UNWRAP", "ROTATE", "DISABLE", "ENABLE", "DELETE", "RESTORE", "PURGE"})
    void namesKeyStateTimeAndCureInEveryRefusal(Operation operation) {
        for (KeyState state : KeyState.values()) {
            Key key = Keys.root(state);
            Lifecycle.refusal(operation, key)
                    .ifPresent(refusal -> assertThat(refusal.message())
                            .contains(key.id().toString(), state.phrase(), "2026-03-01T08:00:00Z")
                            .contains("."));
        }
    }
}
