package io.claviger.workers.disk.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
