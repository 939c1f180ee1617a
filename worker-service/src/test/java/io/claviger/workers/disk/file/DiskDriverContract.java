package io.claviger.workers.disk.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.workers.disk.DiskDriver;
import io.claviger.workers.disk.DiskDriver.Unlocking;
import io.claviger.workers.disk.DiskException;
import io.claviger.workers.disk.VolumeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every disk driver has to do; one class per driver runs it. */
abstract class DiskDriverContract {

    private static final VolumeName ONE = new VolumeName("kube-1-default-00000001");
    private static final VolumeName OTHER = new VolumeName("kube-1-default-00000002");

    @TempDir
    Path folder;

    private DiskDriver disks;

    abstract DiskDriver driver(Path folder);

    @BeforeEach
    void open() {
        disks = driver(folder);
    }

    @Test
    void opensWithItsPassphraseOnly() {
        SecretBytes right = passphrase(1);
        disks.format(ONE, right);

        assertThat(disks.unlock(ONE, right)).isEqualTo(Unlocking.OPENED);
        assertThat(disks.unlock(ONE, passphrase(2))).isEqualTo(Unlocking.WRONG_PASSPHRASE);
    }

    @Test
    void takesAnyBytesForAPassphrase() {
        byte[] awkward = new byte[32];
        Arrays.fill(awkward, (byte) '\n');
        awkward[7] = 0;
        SecretBytes right = SecretBytes.copyOf(awkward);
        disks.format(ONE, right);
        awkward[31] = 'x';

        assertThat(disks.unlock(ONE, right)).isEqualTo(Unlocking.OPENED);
        assertThat(disks.unlock(ONE, SecretBytes.copyOf(awkward))).isEqualTo(Unlocking.WRONG_PASSPHRASE);
    }

    @Test
    void doesNotOpenOneWorkersDiskWithAnothersPassphrase() {
        disks.format(ONE, passphrase(1));
        disks.format(OTHER, passphrase(2));

        assertThat(disks.unlock(ONE, passphrase(2))).isEqualTo(Unlocking.WRONG_PASSPHRASE);
        assertThat(disks.unlock(OTHER, passphrase(1))).isEqualTo(Unlocking.WRONG_PASSPHRASE);
    }

    @Test
    void leavesAVolumeAloneWhoseNameIsAskedForAgain() {
        disks.format(ONE, passphrase(1));

        assertThatThrownBy(() -> disks.format(ONE, passphrase(2))).isInstanceOf(DiskException.class);

        assertThat(disks.unlock(ONE, passphrase(1))).isEqualTo(Unlocking.OPENED);
    }

    @Test
    void saysThatADestroyedDiskIsNone() {
        disks.format(ONE, passphrase(1));

        disks.destroy(ONE);
        disks.destroy(ONE);

        assertThat(disks.unlock(ONE, passphrase(1))).isEqualTo(Unlocking.NO_VOLUME);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysThatADamagedDiskIsNone() throws IOException {
        disks.format(ONE, passphrase(1));
        try (var paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                Files.write(path, "not a disk".getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(disks.unlock(ONE, passphrase(1))).isEqualTo(Unlocking.NO_VOLUME);
    }

    @Test
    void keepsThePassphraseOutOfTheFileAndTheFileToItsOwner() throws IOException {
        SecretBytes secret = passphrase(1);
        disks.format(ONE, secret);

        try (var paths = Files.list(folder)) {
            List<Path> files = paths.toList();
            assertThat(files).hasSize(1);
            String content = new String(Files.readAllBytes(files.getFirst()), StandardCharsets.ISO_8859_1);
            String planted =
                    secret.use(InsecureSecretAccess.get(), bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
            assertThat(content.contains(planted)).isFalse();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.getFirst())))
                    .isEqualTo("rw-------");
        }
    }

    private static SecretBytes passphrase(int seed) {
        byte[] bytes = new byte[32];
        new java.util.Random(seed).nextBytes(bytes);
        return SecretBytes.takeOwnershipOf(bytes);
    }

    static SecureRandom random() {
        return new SecureRandom();
    }
}
