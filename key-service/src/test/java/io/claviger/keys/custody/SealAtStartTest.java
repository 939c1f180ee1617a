package io.claviger.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.sql.Sql;
import io.claviger.testkit.Engines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class SealAtStartTest {

    @TempDir
    Path folder;

    private final PGSimpleDataSource database = new PGSimpleDataSource();

    @BeforeEach
    void makeDatabase() {
        String name = "seal" + UUID.randomUUID().toString().replace("-", "");
        Engines.current().createDatabase(name, name);
        database.setUrl(System.getProperty("quarkus.datasource.jdbc.url").replaceFirst("/test\\b", "/" + name));
        database.setUser(name);
        database.setPassword(name);
        Flyway.configure()
                .dataSource(database)
                .locations("db/kit", "db/migration")
                .load()
                .migrate();
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
        byte[] probe = probe();
        new KeystoreFile(folder.resolve("two.p12"), "password").create(new SecureRandom());

        // When, Then
        assertThatThrownBy(() -> start("two.p12", "password"))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("is not the seal of this database");
        assertThat(probe()).isEqualTo(probe);
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

    private byte[] probe() {
        return new Sql(database)
                .first("select probe from seal", row -> row.getBytes(1))
                .orElseThrow();
    }

    private Seal start(String file, String password) {
        SealConfig config = new SealConfig() {
            @Override
            public Path keystore() {
                return folder.resolve(file);
            }

            @Override
            public String password() {
                return password;
            }
        };
        SealAtStart start = new SealAtStart(config, new Sql(database), Clock.systemUTC());
        return start.seal(new SecureRandom());
    }
}
