package io.claviger.workers.disk.file;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.crypto.Xaes256Gcm;
import io.claviger.crypto.Xaes256GcmKey;
import io.claviger.workers.disk.DiskDriver;
import io.claviger.workers.disk.VolumeName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Files whose content is sealed by XAES-256-GCM under the passphrase: for machines without cryptsetup. They behave towards
 * keys as a LUKS volume does, and are no block devices: nothing can be mounted from them.
 *
 * <p>Layout: 8 bytes {@code CLVDISK} and the format (1); then nonce, ciphertext and tag of a 4 KiB block, with the volume's
 * name as additional data.
 */
public final class SealedFileDisks implements DiskDriver {

    public static final String NAME = "sealed-file";

    private static final byte[] MAGIC = "CLVDISK\u0001".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BLOCK = 4096;

    private final DiskFiles files;
    private final SecureRandom random;

    public SealedFileDisks(Path folder, SecureRandom random) {
        this.files = new DiskFiles(folder, ".sealed");
        this.random = random;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void format(VolumeName volume, SecretBytes passphrase) {
        try (Xaes256GcmKey key = Xaes256GcmKey.copyOf(passphrase)) {
            byte[] sealed = new Xaes256Gcm(key, random).seal(new byte[BLOCK], bind(volume));
            files.write(
                    volume,
                    ByteBuffer.allocate(MAGIC.length + sealed.length)
                            .put(MAGIC)
                            .put(sealed)
                            .array());
        }
    }

    @Override
    public Unlocking unlock(VolumeName volume, SecretBytes passphrase) {
        if (!files.exists(volume)) {
            return Unlocking.NO_VOLUME;
        }
        byte[] content = files.read(volume);
        if (content.length < MAGIC.length || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Unlocking.NO_VOLUME;
        }
        try (Xaes256GcmKey key = Xaes256GcmKey.copyOf(passphrase)) {
            byte[] sealed = Arrays.copyOfRange(content, MAGIC.length, content.length);
            return switch (new Xaes256Gcm(key, random).open(sealed, bind(volume))) {
                case Opening.Opened opened -> {
                    opened.plaintext().close();
                    yield Unlocking.OPENED;
                }
                case Undecipherable _ -> Unlocking.WRONG_PASSPHRASE;
            };
        }
    }

    @Override
    public void destroy(VolumeName volume) {
        files.delete(volume);
    }

    private static byte[] bind(VolumeName volume) {
        return volume.value().getBytes(StandardCharsets.UTF_8);
    }
}
