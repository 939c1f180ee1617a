package io.claviger.keyclient.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keyclient.reaction.KeyJobs.Kind;
import io.claviger.keyclient.testing.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyJobsTest {

    @Inject
    KeyJobs jobs;

    @Inject
    ReactionFixture keys;

    @Inject
    Sql sql;

    @BeforeEach
    void alone() {
        sql.forgetEveryKey();
    }

    /** What PostgreSQL believes of a table decides how it is read, and must not decide how much is claimed. */
    @Test
    void claimsNoMoreThanItIsAskedForWhateverThePlan() {
        // Given
        List<String> crns = List.of(
                keys.boundKey(1).crn(), keys.boundKey(1).crn(), keys.boundKey(1).crn());
        open(crns.getFirst());
        sql.update("analyze key_job");
        crns.forEach(this::open);

        // When
        List<KeyJobs.Job> claimed = jobs.claim(Kind.ANNOUNCE, 1, Duration.ofHours(1));

        // Then
        assertThat(claimed).extracting(KeyJobs.Job::keyCrn).containsExactly(crns.getFirst());
        assertThat(jobs.claim(Kind.ANNOUNCE, 2, Duration.ofHours(1))).hasSize(2);
    }

    private void open(String crn) {
        QuarkusTransaction.requiringNew().run(() -> jobs.openIfNone(List.of(crn), Kind.ANNOUNCE));
    }
}
