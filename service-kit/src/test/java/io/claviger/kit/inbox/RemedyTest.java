package io.claviger.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.UnreadableEventException;
import jakarta.transaction.RollbackException;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemedyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "28P01", "28000", "3D000", "42501", "42P01", "42703", "0A000", "XX000", "XX001", "25P02",
                "57014"
            })
    void waitsOnWhatTheEventDidNotCause(String state) {
        assertThat(Remedy.of(failed(new SQLException("x", state)))).isEqualTo(Remedy.WAIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "22P05", "22001", "54000"})
    void putsAsideWhatTheDatabaseCannotHold(String state) {
        assertThat(Remedy.of(failed(new SQLException("x", state)))).isEqualTo(Remedy.PUT_ASIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "23514"})
    void triesAFewTimesWhatAConstraintForbids(String state) {
        assertThat(Remedy.of(failed(new SQLException("x", state)))).isEqualTo(Remedy.FEW_TRIES);
    }

    @Test
    void waitsWhenTheTransactionEndedByItself() {
        assertThat(Remedy.of(failed(new RollbackException("timed out")))).isEqualTo(Remedy.WAIT);
        assertThat(Remedy.of(failed(new SQLException("Exception in association", new RollbackException()))))
                .isEqualTo(Remedy.WAIT);
    }

    @Test
    void waitsWhenTheUseCaseSaysSo() {
        RetryLaterException away = new RetryLaterException("key-service is away", new IOException("refused"));

        assertThat(Remedy.of(away)).isEqualTo(Remedy.WAIT);
        assertThat(Remedy.of(failed(new RetryLaterException("x", new SQLException("y", "23505")))))
                .isEqualTo(Remedy.WAIT);
    }

    @Test
    void putsAsideWhatCannotBeUnderstoodOrDone() {
        assertThat(Remedy.of(new UnreadableEventException("not JSON"))).isEqualTo(Remedy.PUT_ASIDE);
        assertThat(Remedy.of(failed(new IllegalArgumentException("cannot be")))).isEqualTo(Remedy.PUT_ASIDE);
    }

    private static RuntimeException failed(Exception cause) {
        return new IllegalStateException("use case failed", cause);
    }
}
