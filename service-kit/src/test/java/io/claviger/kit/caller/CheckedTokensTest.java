package io.claviger.kit.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckedTokensTest {

    private static final Caller CALLER = new Caller("IBMid-1", "a", "b", Caller.Kind.USER, Map.of());
    private static final long SOON = System.currentTimeMillis() + 60_000;

    @Test
    void knowsATokenAgainAndNoOther() {
        CheckedTokens checked = new CheckedTokens(Duration.ofMinutes(10));

        checked.keep("header.claims.signature", CALLER, SOON);

        assertThat(checked.find("header.claims.signature")).isEqualTo(CALLER);
        assertThat(checked.find("header.claims.signaturE")).isNull();
        assertThat(checked.find("")).isNull();
    }

    @Test
    void forgetsATokenThatHasExpired() {
        CheckedTokens checked = new CheckedTokens(Duration.ofMinutes(10));

        checked.keep("token", CALLER, System.currentTimeMillis() - 1);

        assertThat(checked.find("token")).isNull();
    }

    @Test
    void checksAgainAfterTheTimeThatSigningKeysAreBelieved() {
        CheckedTokens checked = new CheckedTokens(Duration.ZERO);

        checked.keep("token", CALLER, SOON);

        assertThat(checked.find("token")).isNull();
    }

    @Test
    void isBounded() {
        CheckedTokens checked = new CheckedTokens(Duration.ofMinutes(10));

        for (int i = 0; i < 25_000; i++) {
            checked.keep("token-" + i, CALLER, SOON);
        }

        assertThat(checked.size()).isLessThanOrEqualTo(10_000);
    }
}
