package io.claviger.iam;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.iam.IamException.StoreFailed;
import io.claviger.iam.IamException.StoreUnavailable;
import io.claviger.iam.account.AccountId;
import io.claviger.iam.apikey.ApiKeyId;
import io.claviger.iam.apikey.store.ApiKeys;
import io.claviger.iam.policy.PolicyId;
import io.claviger.iam.policy.store.Policies;
import io.claviger.iam.token.Passcode;
import io.claviger.iam.token.RefreshToken;
import io.claviger.iam.token.store.Passcodes;
import io.claviger.iam.token.store.RefreshTokens;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** "Try again" is said of what another try may cure, and of nothing else. */
class StoreFaultsTest {

    private static final ApiKeyId KEY = new ApiKeyId(new UUID(1, 2));

    static Stream<Arguments> calls() {
        return Stream.of("08006", "57P01", "40001", "42P01", "23505", "22P02").flatMap(state -> {
            DataSource failing = failing(state);
            SecureRandom random = new SecureRandom();
            ApiKeys keys = new ApiKeys(failing, new ObjectMapper());
            Policies policies = new Policies(failing);
            Passcodes passcodes = new Passcodes(failing, Clock.systemUTC());
            RefreshTokens tokens = new RefreshTokens(failing, Clock.systemUTC());
            return Stream.<ThrowingCallable>of(
                            () -> keys.byId(KEY),
                            () -> keys.remove(KEY),
                            () -> policies.delegatedBy(new PolicyId(new UUID(1, 2))),
                            () -> policies.lockAll(new AccountId("0".repeat(32))),
                            () -> passcodes.add(
                                    Passcode.random(random), new Passcodes.Entry(KEY, Instant.EPOCH), Instant.EPOCH),
                            () -> passcodes.use(Passcode.random(random)),
                            () -> tokens.add(RefreshToken.random(random), KEY, Instant.EPOCH),
                            () -> tokens.find(RefreshToken.random(random)))
                    .map(call -> arguments(state, call));
        });
    }

    @ParameterizedTest
    @MethodSource("calls")
    void areOutagesOrMistakes(String state, ThrowingCallable call) {
        boolean passes = !state.startsWith("42") && !state.startsWith("2");

        assertThatThrownBy(call).isInstanceOf(passes ? StoreUnavailable.class : StoreFailed.class);
    }

    private static DataSource failing(String state) {
        return (DataSource) Proxy.newProxyInstance(
                StoreFaultsTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> {
                    throw new SQLException("as the test has it", state);
                });
    }
}
