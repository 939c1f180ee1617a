package io.claviger.workers.disk.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.crypto.SecretBytes;
import io.claviger.workers.disk.DiskDriver;
import io.claviger.workers.disk.DiskDriver.Unlocking;
import io.claviger.workers.disk.DiskException;
import io.claviger.workers.disk.VolumeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs where cryptsetup is installed; the volumes are real. */
class LuksDisksTest extends DiskDriverContract {

    @Override
    DiskDriver driver(Path folder) {
        Optional<DiskDriver> found = LuksDisks.find("cryptsetup", folder);
        assumeTrue(found.isPresent(), "cryptsetup is not on this machine");
        return found.orElseThrow();
    }

    @Test
    void isNotFoundWhereThereIsNoSuchCommand() {
        assertThat(LuksDisks.find("no-such-command-here", folder)).isEmpty();
    }

    /** LUKS2 On-Disk Format 1.0: magic and version, and from 4 KiB on the JSON that says how key slots and data are encrypted. */
    @Test
    void encryptsByAesXtsUnderAKeyOf512Bits() throws IOException {
        // Given
        driver(folder).format(new VolumeName("kube-1-default-00000004"), SecretBytes.copyOf(new byte[32]));
        byte[] header;
        try (var files = Files.list(folder);
                var volume = Files.newInputStream(files.findFirst().orElseThrow())) {
            header = volume.readNBytes(16 << 10);
        }

        // Then
        assertThat(header).startsWith('L', 'U', 'K', 'S', 0xba, 0xbe, 0, 2);
        JsonNode metadata = new ObjectMapper().readTree(header, 4096, header.length - 4096);
        assertThat(metadata.path("segments"))
                .singleElement()
                .satisfies(segment ->
                        assertThat(segment.path("encryption").asText()).isEqualTo("aes-xts-plain64"));
        assertThat(metadata.path("keyslots")).singleElement().satisfies(slot -> {
            assertThat(slot.path("key_size").asInt()).as("bytes").isEqualTo(64);
            assertThat(slot.at("/area/encryption").asText()).isEqualTo("aes-xts-plain64");
            assertThat(slot.at("/area/key_size").asInt()).as("bytes").isEqualTo(64);
        });
    }

    /** Exit codes of cryptsetup: 4 is said of a file that cannot be opened, 1 by {@code isLuks} of one that is no volume. */
    @ParameterizedTest
    @ValueSource(strings = {"isLuks", "erase"})
    void saysNeitherThatADiskIsGoneNorThatItIsDestroyedWhenCryptsetupFails(String command) throws IOException {
        // Given
        VolumeName volume = new VolumeName("kube-1-default-00000003");
        SecretBytes passphrase = SecretBytes.copyOf(new byte[32]);
        DiskDriver sound = driver(folder);
        sound.format(volume, passphrase);
        Path failing = Files.writeString(
                folder.resolve("failing-cryptsetup"),
                "#!/bin/sh\n[ \"$1\" = %s ] && { echo no luck; exit 4; }\nexec cryptsetup \"$@\"\n".formatted(command));
        Files.setPosixFilePermissions(failing, PosixFilePermissions.fromString("rwx------"));
        DiskDriver faulty = LuksDisks.find(failing.toString(), folder).orElseThrow();

        // When, Then
        assertThatThrownBy(() -> faulty.destroy(volume))
                .isInstanceOf(DiskException.class)
                .hasMessageContaining("no luck");
        if (command.equals("isLuks")) {
            assertThatThrownBy(() -> faulty.unlock(volume, passphrase)).isInstanceOf(DiskException.class);
        }
        assertThat(sound.unlock(volume, passphrase)).isEqualTo(Unlocking.OPENED);
        sound.destroy(volume);
        assertThat(sound.unlock(volume, passphrase)).isEqualTo(Unlocking.NO_VOLUME);
    }
}
