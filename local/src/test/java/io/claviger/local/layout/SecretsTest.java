package io.claviger.local.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    private Path folder;

    @Test
    void areTheSameAfterARestart() throws Exception {
        Secrets first = open();
        String apiKey = first.adminApiKey();
        String account = first.accountId();

        Secrets again = open();

        assertThat(again.adminApiKey()).isEqualTo(apiKey).hasSize(44);
        assertThat(again.accountId()).isEqualTo(account).matches("[0-9a-f]{32}");
    }

    @Test
    void areDifferentFromEachOther() throws Exception {
        Secrets secrets = open();

        assertThat(secrets.serviceApiKey(Service.KEY))
                .isNotEqualTo(secrets.serviceApiKey(Service.MASTER))
                .isNotEqualTo(secrets.databasePassword(Service.KEY));
    }

    @Test
    void canBeReadByTheirOwnerOnly() throws Exception {
        open().adminApiKey();

        assertThat(Files.getPosixFilePermissions(folder.resolve("secrets.properties")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private Secrets open() throws Exception {
        return Secrets.open(folder.resolve("secrets.properties"), new SecureRandom());
    }
}
