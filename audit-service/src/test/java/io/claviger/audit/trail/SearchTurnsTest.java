package io.claviger.audit.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.audit.trail.rules.SearchTurns;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTurnsTest {

    private final SearchTurns turns = new SearchTurns(4);

    @Test
    void leavesTurnsForAnotherAccount() throws InterruptedException {
        assertThat(List.of(take("one"), take("one"), take("one"))).containsExactly(true, true, false);
        assertThat(List.of(take("two"), take("two"))).containsExactly(true, true);
        assertThat(take("three")).as("all turns are taken").isFalse();
    }

    @Test
    void givesATurnToWhoeverWaitsForIt() throws InterruptedException {
        // Given
        take("one");
        take("one");
        Thread ending = Thread.ofVirtual().start(() -> turns.giveBack("one"));

        // When
        boolean taken = turns.take("one", Duration.ofSeconds(30));

        // Then
        assertThat(taken).isTrue();
        ending.join();
    }

    private boolean take(String account) throws InterruptedException {
        return turns.take(account, Duration.ZERO);
    }
}
