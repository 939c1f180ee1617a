package io.claviger.kit.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.transaction.RollbackException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08001", "57P01", "57P03", "53300", "53100", "58030", "40001", "40P01", "25006", "25P03",
                "55P03", "28P01", "28000", "3D000"
            })
    void waitsOutWhatTheDatabaseGetsOver(String state) {
        assertThat(Outage.causes(wrapped(new SQLException("x", state)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "23503", "22021", "22P05", "42P01", "54000", "25P02"})
    void doesNotWaitForAMistakeToPass(String state) {
        assertThat(Outage.causes(wrapped(new SQLException("x", state)))).isFalse();
    }

    @Test
    void knowsThePoolsOwnFailures() {
        assertThat(Outage.causes(new SQLException("Sorry, acquisition timeout!")))
                .isTrue();
        assertThat(Outage.causes(new SQLTransientConnectionException("x", "99999")))
                .isTrue();
        assertThat(Outage.causes(new SQLException("Exception in association", new RollbackException())))
                .isFalse();
        assertThat(Outage.causes(new SQLException("Exception in association", new IllegalStateException())))
                .isFalse();
    }

    @Test
    void findsTheSqlErrorOfAFailedCommitAmongTheSuppressed() {
        XAException resource = new XAException(XAException.XA_RBROLLBACK);
        resource.initCause(new SQLException("x", "08006"));
        RollbackException commit = new RollbackException("ARJUNA016053: Could not commit transaction.");
        commit.addSuppressed(resource);

        assertThat(Outage.causes(wrapped(commit))).isTrue();
        assertThat(Outage.causes(wrapped(new RollbackException("marked for rollback"))))
                .isFalse();
    }

    @Test
    void waitsForTheNetworkButNotForBadJson() {
        Throwable bad = catchThrowable(() -> new ObjectMapper().readTree("{"));

        assertThat(Outage.causes(new UncheckedIOException(new ConnectException())))
                .isTrue();
        assertThat(Outage.causes(wrapped(bad))).isFalse();
    }

    @Test
    void namesTheInnermostCause() {
        assertThat(Outage.reason(wrapped(new ConnectException("refused")))).isEqualTo("refused");
        assertThat(Outage.reason(new ConnectException())).isEqualTo("ConnectException");
    }

    @Test
    void endsOnExceptionsThatNameEachOther() {
        RuntimeException one = new RuntimeException();
        RuntimeException two = new RuntimeException(one);
        one.addSuppressed(two);

        assertThat(Outage.causes(two)).isFalse();
        assertThat(Outage.causes(null)).isFalse();
    }

    private static RuntimeException wrapped(Throwable cause) {
        return new IllegalStateException("use case failed", new RuntimeException(cause));
    }
}
