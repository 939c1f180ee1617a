package io.claviger.workers.disk.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.EnvelopeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderKeyFileTest {

    @TempDir
    Path folder;

    @Test
    void makesTheKeyOnce() throws IOException {
        Path path = folder.resolve("deep/provider.key");

        EnvelopeKey first = read(path);
        EnvelopeKey second = read(path);

        assertThat(second.keyId()).isEqualTo(first.keyId());
    }

    @Test
    void readsAKeyThatAVolumesGroupMayRead() throws IOException {
        // Given what a kubelet makes of every file when it mounts a volume for a pod with an fsGroup
        Path path = folder.resolve("provider.key");
        EnvelopeKey made = read(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));

        // When, Then
        assertThat(read(path).keyId()).isEqualTo(made.keyId());
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        Path path = folder.resolve("provider.key");
        read(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw----r--"));

        assertThatThrownBy(() -> read(path)).isInstanceOf(IOException.class).hasMessageContaining("chmod 600");
    }

    @Test
    void refusesAFileThatIsNoKey() throws IOException {
        Path path = folder.resolve("provider.key");
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertThatThrownBy(() -> read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a provider key file");
    }

    private static EnvelopeKey read(Path path) throws IOException {
        ProviderKeyFile file = new ProviderKeyFile(path, new SecureRandom());
        file.make();
        return file.read();
    }
}
