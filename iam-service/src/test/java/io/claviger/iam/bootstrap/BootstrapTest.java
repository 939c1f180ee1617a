package io.claviger.iam.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.iam.ActivityTopic;
import io.claviger.iam.TestKeys;
import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.ApiKeyActions;
import io.claviger.iam.apikey.ApiKeySecret;
import io.claviger.iam.apikey.store.ApiKeys;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BootstrapTest {

    private static final String NEW_ADMIN = "another-administrators-key-of-the-tests-012345";

    @Inject
    Bootstrap bootstrap;

    @Inject
    ApiKeys keys;

    @AfterEach
    void asTheConfigurationOfTheTestsSays() {
        bootstrap.start(new StartupEvent());
    }

    @Test
    void changesNothingAtASecondStart() {
        ApiKey before = keys.bySecret(ApiKeySecret.presented(TestKeys.ADMIN)).orElseThrow();

        bootstrap.start(new StartupEvent());

        assertThat(keys.bySecret(ApiKeySecret.presented(TestKeys.ADMIN))).contains(before);
    }

    @Test
    void replacesAKeyThatWasChangedAndEndsOneThatIsNoLongerNamed() {
        // When
        bootstrap.apply(FirstKeys.of(TestKeys.ACCOUNT, Optional.of(NEW_ADMIN), Map.of()));

        // Then
        for (String former : List.of(TestKeys.ADMIN, TestKeys.MASTER_SERVICE)) {
            TestKeys.tokenFor(former).then().statusCode(400);
        }
        TestKeys.tokenFor(NEW_ADMIN).then().statusCode(200);
    }

    @Test
    void recordsEachKeyThatTheConfigurationMakesOrEnds() {
        // Given
        ApiKey former = keys.bySecret(ApiKeySecret.presented(TestKeys.ADMIN)).orElseThrow();

        // When
        bootstrap.apply(FirstKeys.of(TestKeys.ACCOUNT, Optional.of(NEW_ADMIN), Map.of()));

        // Then
        ApiKey made = keys.bySecret(ApiKeySecret.presented(NEW_ADMIN)).orElseThrow();
        ActivityTopic.readUntil(event -> event.contains(ApiKeyActions.CREATE)
                && event.contains(made.crn())
                && event.contains("configuration")
                && event.contains("IBMid-admin"));
        List<String> events =
                ActivityTopic.readUntil(event -> event.contains(ApiKeyActions.DELETE) && event.contains(former.crn()));
        assertThat(events).noneMatch(event -> event.contains(NEW_ADMIN) || event.contains(TestKeys.ADMIN));
    }

    @Test
    void refusesToStartWithAKeyThatCouldBeGuessed() {
        assertThatThrownBy(() -> FirstKeys.of(TestKeys.ACCOUNT, Optional.of("admin"), Map.of()))
                .hasMessageContaining("claviger.iam.bootstrap.admin-api-key");
        assertThatThrownBy(() -> FirstKeys.of(TestKeys.ACCOUNT, Optional.empty(), Map.of("key-service", "k")))
                .hasMessageContaining("claviger.iam.bootstrap.service-api-keys.key-service");
    }

    @Test
    void refusesAnAccountIdThatIsNone() {
        assertThatThrownBy(() -> FirstKeys.of("acme", Optional.empty(), Map.of()))
                .hasMessageContaining("32 lower-case hex digits");
    }
}
