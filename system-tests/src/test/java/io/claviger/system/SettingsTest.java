package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/operations/settings.md says "every setting of every service". */
class SettingsTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Map<String, String> settings;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static String page;

    @BeforeAll
    static void read() throws IOException {
        settings = SourceSettings.of(HOME);
        page = Files.readString(HOME.resolve("docs/operations/settings.md"));
    }

    @Test
    void areAllOnTheirPageWithTheirDefaults() {
        assertThat(settings).hasSizeGreaterThan(120);
        assertThat(new SettingsPage(page).faults(settings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claviger.keys.reaction.reconcile-unavailable-every",
                "claviger.keys.sweep-every",
                "claviger.http.max-body-size",
                "claviger.iam.issuers.<>.jwks-url"
            })
    void areMissedWhereARowIsTakenOut(String name) {
        String without = page.lines()
                .filter(line -> !line.contains('`' + name.replace("<>", "<name>") + "` |"))
                .collect(Collectors.joining("\n"));

        assertThat(new SettingsPage(without).faults(settings)).containsExactly(name + " is missing");
    }

    @Test
    void areMissedWhereThePageSaysAnotherDefaultOrKnowsOneTooMany() {
        String wrong = page.replace("`claviger.kms.request-timeout` | `10s`", "`claviger.kms.request-timeout` | `11s`")
                .replace("| `claviger.kms.url`", "| `claviger.kms.former` | absent | |\n| `claviger.kms.url`");

        assertThat(new SettingsPage(wrong).faults(settings))
                .containsExactly("claviger.kms.request-timeout is 10s by default", "claviger.kms.former is no setting");
    }

    @Test
    void ofTheFrontDoorAreMissed() {
        String wrong = page.replace("`CLAVIGER_FRONT_DOOR_SERVICES_CA`", "nothing");

        assertThat(new SettingsPage(wrong).faults(settings))
                .containsExactly("CLAVIGER_FRONT_DOOR_SERVICES_CA is missing");
    }
}
