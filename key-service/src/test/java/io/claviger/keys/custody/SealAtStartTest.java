package io.claviger.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.support.SoftToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealAtStartTest {

    @TempDir
    Path folder;

    private final SealedDatabase database = new SealedDatabase();

    @AfterEach
    void stop() {
        database.stop();
    }

    @Test
    void makesAKeystoreOnTheFirstStartThatOnlyItsOwnerReads() throws Exception {
        start("one.p12", "password");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("one.p12"))))
                .isEqualTo("rw-------");
    }

    @Test
    void opensOnTheNextStartWhatItSealedOnTheFirst() {
        // Given
        InstanceKey key =
                new Custody(start("one.p12", "password"), new SecureRandom(), (_, _) -> {}).newInstanceKey("i");

        // When
        Custody restarted = new Custody(start("one.p12", "password"), new SecureRandom(), (_, _) -> {});

        // Then
        assertThat(restarted.generate(key, UUID.randomUUID(), UUID.randomUUID()))
                .isNotNull();
    }

    @Test
    void refusesAnotherKeystoreBeforeItWritesAnything() {
        // Given
        start("one.p12", "password");
        String before = database.seals();
        new KeystoreFile(folder.resolve("two.p12"), "password", "claviger.keys.seal").create(new SecureRandom());

        // When, Then
        assertThatThrownBy(() -> start("two.p12", "password"))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("is not the seal of this database");
        assertThat(database.seals()).isEqualTo(before);
    }

    @Test
    void makesNoNewKeystoreForADatabaseThatHasOne() {
        // Given
        start("one.p12", "password");

        // When, Then
        assertThatThrownBy(() -> start("lost.p12", "password"))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("put that file back");
        assertThat(folder.resolve("lost.p12")).doesNotExist();
    }

    @Test
    void refusesAWrongPasswordWithASentence() {
        // Given
        start("one.p12", "password");

        // When, Then
        assertThatThrownBy(() -> start("one.p12", "wrong"))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("claviger.keys.seal.password");
    }

    @Test
    void namesASettingThatIsMissing() {
        assertThatThrownBy(() -> database.start(Map.of("kind", "pkcs11", "pkcs11.library", "/x.so")))
                .isInstanceOf(SealException.class)
                .hasMessage("The setting claviger.keys.seal.pkcs11.slot is missing.");
    }

    @Test
    @Tag("softhsm")
    void opensOnTheNextStartWhatAKeyOnATokenSealedOnTheFirst() {
        // Given
        Map<String, String> token = token(SoftToken.make().withKey("claviger-seal"));
        InstanceKey key = new Custody(database.start(token), new SecureRandom(), (_, _) -> {}).newInstanceKey("i");

        // When
        Custody restarted = new Custody(database.start(token), new SecureRandom(), (_, _) -> {});

        // Then
        assertThat(restarted.generate(key, UUID.randomUUID(), UUID.randomUUID()))
                .isNotNull();
    }

    @Test
    @Tag("softhsm")
    void refusesAnotherTokenAndAnotherKindBeforeItWritesAnything() {
        // Given
        database.start(token(SoftToken.make().withKey("claviger-seal")));
        String before = database.seals();
        Map<String, String> wrongToken = token(SoftToken.make().withKey("claviger-seal"));
        new KeystoreFile(folder.resolve("two.p12"), "password", "claviger.keys.seal").create(new SecureRandom());

        // When, Then
        assertThatThrownBy(() -> database.start(wrongToken))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("is not the seal of this database");
        assertThatThrownBy(() -> start("two.p12", "password"))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("is not the seal of this database");
        assertThat(database.seals()).isEqualTo(before);
    }

    @Test
    @Tag("softhsm")
    void refusesATokenThatIsOutAWrongPinAndAKeyThatIsMissingBeforeItWritesAnything() throws Exception {
        // Given
        SoftToken soft = SoftToken.make().withKey("claviger-seal");
        Map<String, String> token = token(soft);

        // When, Then
        SoftToken.pullOut();
        try {
            assertThatThrownBy(() -> database.start(token))
                    .isInstanceOf(SealException.class)
                    .hasMessageContaining("gives no token in slot " + soft.slot());
        } finally {
            SoftToken.putBack();
        }
        Map<String, String> unknown = new LinkedHashMap<>(token);
        unknown.put("pkcs11.key-label", "unknown");
        assertThatThrownBy(() -> database.start(unknown))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("no AES key labelled 'unknown'");
        Files.writeString(soft.pinFile(), "000000");
        assertThatThrownBy(() -> database.start(token))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("refuses the PIN")
                .hasMessageNotContaining("000000");
        assertThat(database.seals()).isEmpty();
    }

    private Seal start(String file, String password) {
        return database.start(Map.of("keystore", folder.resolve(file).toString(), "password", password));
    }

    static Map<String, String> token(SoftToken token) {
        return Map.of(
                "kind",
                "pkcs11",
                "pkcs11.library",
                SoftToken.library().toString(),
                "pkcs11.slot",
                Integer.toString(token.slot()),
                "pkcs11.pin-file",
                token.pinFile().toString(),
                "pkcs11.timeout",
                "60s");
    }
}
