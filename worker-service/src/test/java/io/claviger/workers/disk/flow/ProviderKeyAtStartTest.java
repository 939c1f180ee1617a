package io.claviger.workers.disk.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.SecretBytes;
import io.claviger.workers.disk.store.ProviderKeyTable;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which key a start may take, and when it may make one; each test on a database of its own, by never committing. */
@QuarkusTest
class ProviderKeyAtStartTest {

    private static final String NONE = "";

    @TempDir
    Path folder;

    @Inject
    ProviderKeyTable table;

    @Inject
    Sql sql;

    @BeforeEach
    void onANewDatabase() {
        QuarkusTransaction.begin();
        // Workers that other tests left may be at work on disks: with nothing else locked there is nobody to wait
        // crosswise for.
        sql.update("lock table disk, provider_key in exclusive mode");
        sql.update("delete from disk");
        sql.update("delete from provider_key");
    }

    @AfterEach
    void forget() {
        QuarkusTransaction.rollback();
    }

    @Test
    void makesAKeyForANewDatabaseAndTakesItAgain() {
        String made = start("provider.key", NONE);

        assertThat(start("provider.key", NONE)).isEqualTo(made);
    }

    @Test
    void remembersTheKeyOfADatabaseFromBefore() throws IOException {
        // Given
        diskUnderAProvidersKey();
        file("provider.key").make();

        // When
        String taken = start("provider.key", NONE);

        // Then
        assertThat(known()).isEqualTo(taken);
    }

    @Test
    void makesNoSecondKeyWhenTheFileIsMissing() {
        // Given
        String made = start("provider.key", NONE);

        // When, Then
        assertThatThrownBy(() -> start("not-mounted/provider.key", NONE))
                .isInstanceOf(ProviderKeyException.class)
                .hasMessageContaining("is missing")
                .hasMessageContaining("claviger.workers.provider-key-lost=" + made);
        assertThat(folder.resolve("not-mounted")).doesNotExist();
    }

    @Test
    void makesNoKeyForDisksFromBeforeThatAreUnderOne() {
        // Given
        diskUnderAProvidersKey();

        // When, Then
        assertThatThrownBy(() -> start("provider.key", NONE)).hasMessageContaining("put the file back");
        assertThat(start("provider.key", "unknown")).isEqualTo(known());
    }

    @Test
    void takesForADatabaseFromBeforeNoKeyThatOpensNoneOfItsDisks() throws IOException {
        // Given
        diskUnderAProvidersKey();
        file("right.key").make();
        file("wrong.key").make();
        sql.update("update disk set sealed_by = 'PROVIDER', passphrase = ?", passphraseUnder("right.key"));

        // When, Then
        assertThatThrownBy(() -> start("wrong.key", NONE))
                .isInstanceOf(ProviderKeyException.class)
                .hasMessageContaining("does not open this database's disks");
        assertThat(table.known()).isEmpty();
        assertThat(start("right.key", NONE)).isEqualTo(known());
    }

    @Test
    void takesAnyKeyForADatabaseFromBeforeWhoseOwnIsDeclaredLost() throws IOException {
        // Given
        diskUnderAProvidersKey();
        file("right.key").make();
        file("other.key").make();
        sql.update("update disk set sealed_by = 'PROVIDER', passphrase = ?", passphraseUnder("right.key"));

        // When, Then
        assertThat(start("other.key", "unknown")).isEqualTo(known());
    }

    @Test
    void refusesAnotherKey() throws IOException {
        // Given
        String made = start("provider.key", NONE);
        file("other.key").make();

        // When, Then
        assertThatThrownBy(() -> start("other.key", NONE))
                .isInstanceOf(ProviderKeyException.class)
                .hasMessageContaining("put the right file back");
        assertThat(known()).isEqualTo(made);
    }

    @Test
    void refusesAKeyThatOnlyHasTheIdOfTheRightOne() throws IOException {
        // Given
        start("provider.key", NONE);
        byte[] content = Files.readAllBytes(folder.resolve("provider.key"));
        content[content.length - 1] ^= 1;
        Files.write(folder.resolve("provider.key"), content);

        // When, Then
        assertThatThrownBy(() -> start("provider.key", NONE)).isInstanceOf(ProviderKeyException.class);
    }

    @Test
    void takesAnotherKeyInThePlaceOfOneThatIsDeclaredLostAndOnlyThen() throws IOException {
        // Given
        String lost = start("provider.key", NONE);
        Files.delete(folder.resolve("provider.key"));

        // When
        String next = start("provider.key", lost);

        // Then
        assertThat(next).isNotEqualTo(lost);
        assertThat(start("provider.key", lost)).isEqualTo(next);
        Files.delete(folder.resolve("provider.key"));
        assertThatThrownBy(() -> start("provider.key", lost)).isInstanceOf(ProviderKeyException.class);
    }

    private String start(String name, String lost) {
        EnvelopeCipher cipher = new EnvelopeCipher(new SecureRandom());
        try (EnvelopeKey key = new ProviderKeyAtStart(file(name), table, cipher, lost).open()) {
            return key.keyId().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String passphraseUnder(String name) throws IOException {
        try (EnvelopeKey key = file(name).read();
                SecretBytes passphrase = SecretBytes.random(new SecureRandom(), 32)) {
            return Base64.getEncoder()
                    .encodeToString(new EnvelopeCipher(new SecureRandom())
                            .seal(key, WorkerDisks.aad("crn:p", new WorkerId("w")), passphrase));
        }
    }

    private String known() {
        return table.known().orElseThrow().keyId().toString();
    }

    private ProviderKeyFile file(String name) {
        return new ProviderKeyFile(folder.resolve(name), new SecureRandom());
    }

    private void diskUnderAProvidersKey() {
        sql.update("insert into cluster values ('c', 'c', 'a', 'crn', 'classic', '1', 'normal', 1)");
        sql.update("insert into pool (id, cluster_id, name, crn, flavor, workers_per_zone, zones, labels, actual_state,"
                + " created_at) values ('p', 'c', 'p', 'crn:p', 'f', 1, '[]', '{}', 'normal', now())");
        sql.update("insert into worker (id, pool_id, zone, version, actual_state, changed_at, ordered_at)"
                + " values ('w', 'p', 'z', '1', 'deployed', now(), now())");
        sql.update("insert into disk (worker_id, driver, sealed_by, passphrase) values ('w', 'luks2', 'CLUSTER', 's')");
    }
}
