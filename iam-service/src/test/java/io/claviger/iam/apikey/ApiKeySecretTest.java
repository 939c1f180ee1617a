package io.claviger.iam.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySecretTest {

    @Test
    void looksLikeAnIbmCloudApiKey() {
        assertThat(ApiKeySecret.random(new SecureRandom()).reveal()).matches("[A-Za-z0-9_-]{44}");
    }

    @Test
    void showsNothingOfItself() {
        ApiKeySecret secret = ApiKeySecret.presented("planted");

        assertThat(secret.toString()).doesNotContain("planted");
    }

    @Test
    void refusesAConfiguredKeyThatCouldBeGuessedAndDoesNotRepeatIt() {
        assertThatThrownBy(() -> ApiKeySecret.configured("the.property", "short"))
                .hasMessageContaining("the.property")
                .hasMessageNotContaining("short\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ApiKey-",
                "ApiKey-1-1-1-1-1",
                "00000000-0000-4000-8000-000000000001",
                "ApiKey-00000000-0000-4000-8000-00000000000A"
            })
    void readsAnIdInItsOneSpellingOnly(String text) {
        assertThat(ApiKeyId.parse(text)).isEmpty();
    }

    @Test
    void readsTheIdItWrites() {
        ApiKeyId id = new ApiKeyId(UUID.randomUUID());

        assertThat(ApiKeyId.parse(id.toString())).contains(id);
    }
}
