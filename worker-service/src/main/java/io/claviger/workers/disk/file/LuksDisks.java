package io.claviger.workers.disk.file;

import io.claviger.crypto.SecretBytes;
import io.claviger.workers.disk.DiskDriver;
import io.claviger.workers.disk.DiskException;
import io.claviger.workers.disk.VolumeName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * LUKS2 volumes in files: AES-256-XTS, as VPC's and classic's disks are. They are opened by {@code --test-passphrase}, which
 * needs no device-mapper: the key slot is really opened and the volume key really checked; only no device appears.
 */
public final class LuksDisks implements DiskDriver {

    public static final String NAME = "luks2";

    /** The LUKS2 header takes 16 MiB; the file is sparse, so only the header's used part takes space. */
    private static final long BYTES = 20L << 20;

    /**
     * The passphrase is 32 random bytes, so stretching adds nothing that its 256 bits do not have already; it would only
     * cost seconds per disk.
     */
    private static final String[] FORMAT = {
        "luksFormat",
        "-q",
        "--type",
        "luks2",
        "--cipher",
        "aes-xts-plain64",
        "--key-size",
        "512",
        "--pbkdf",
        "pbkdf2",
        "--pbkdf-force-iterations",
        "1000",
        "--key-file",
        "-"
    };

    /** "No key available with this passphrase" (cryptsetup(8), return codes). */
    private static final int NO_PERMISSION = 2;

    /** What {@code isLuks} says of a file that is none. */
    private static final int NOT_LUKS = 1;

    private final Cryptsetup cryptsetup;
    private final DiskFiles files;

    private LuksDisks(Cryptsetup cryptsetup, Path folder) {
        this.cryptsetup = cryptsetup;
        this.files = new DiskFiles(folder, ".luks");
    }

    /** Empty when the command is not on this machine. */
    public static Optional<DiskDriver> find(String command, Path folder) {
        return Cryptsetup.find(command).map(found -> new LuksDisks(found, folder));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void format(VolumeName volume, SecretBytes passphrase) {
        Path path = files.create(volume, BYTES);
        Cryptsetup.Outcome outcome = cryptsetup.onVolume(path, passphrase, FORMAT);
        if (outcome.code() != 0) {
            throw new DiskException("the LUKS volume " + path + " cannot be made: " + outcome.output(), null);
        }
    }

    @Override
    public Unlocking unlock(VolumeName volume, SecretBytes passphrase) {
        if (!isLuks(volume)) {
            return Unlocking.NO_VOLUME;
        }
        Cryptsetup.Outcome outcome =
                cryptsetup.onVolume(files.path(volume), passphrase, "open", "--test-passphrase", "--key-file", "-");
        return switch (outcome.code()) {
            case 0 -> Unlocking.OPENED;
            case NO_PERMISSION -> Unlocking.WRONG_PASSPHRASE;
            default -> {
                // 1 is said both for "no usable keyslot" (erased) and for a header that is damaged.
                if (outcome.output().contains("keyslot")) {
                    yield Unlocking.NO_VOLUME;
                }
                throw new DiskException(
                        "the LUKS volume " + files.path(volume) + " cannot be opened: " + outcome.output(), null);
            }
        };
    }

    /** The file stays, for a later try, until its key slots are known to be erased. */
    @Override
    public void destroy(VolumeName volume) {
        if (isLuks(volume)) {
            Cryptsetup.Outcome outcome = cryptsetup.onVolume(files.path(volume), null, "erase", "-q");
            if (outcome.code() != 0) {
                throw new DiskException(
                        "the key slots of " + files.path(volume) + " cannot be erased: " + outcome.output(), null);
            }
        }
        files.delete(volume);
    }

    private boolean isLuks(VolumeName volume) {
        if (!files.exists(volume)) {
            return false;
        }
        Cryptsetup.Outcome outcome = cryptsetup.onVolume(files.path(volume), null, "isLuks", "--type", "luks2");
        return switch (outcome.code()) {
            case 0 -> true;
            case NOT_LUKS -> false;
            // Out of memory, or the file cannot be read: that says nothing about what is in it.
            default ->
                throw new DiskException(
                        "the volume " + files.path(volume) + " cannot be looked at (cryptsetup isLuks: "
                                + outcome.code() + "): " + outcome.output(),
                        null);
        };
    }
}
