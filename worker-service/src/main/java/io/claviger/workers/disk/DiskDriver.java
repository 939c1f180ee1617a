package io.claviger.workers.disk;

import io.claviger.crypto.SecretBytes;

/**
 * Keeps volumes that a passphrase opens. Opening and destroying bear repetition. What cannot be done for a reason outside (no space,
 * no tool) is a {@link DiskException}, which a later try may cure.
 */
public interface DiskDriver {

    /** Name under which a worker's row remembers who made its disk. */
    String name();

    /** Makes an empty volume that only this passphrase opens. A volume that has the name already is left alone: {@link DiskException}. */
    void format(VolumeName volume, SecretBytes passphrase);

    /** Proves that the passphrase opens the volume. */
    Unlocking unlock(VolumeName volume, SecretBytes passphrase);

    /** Destroys the volume with its key slots, so that no passphrase ever opens a copy of the file again. */
    void destroy(VolumeName volume);

    /** How opening a volume ended. */
    enum Unlocking {
        OPENED,
        WRONG_PASSPHRASE,
        /** There is no such volume, or it is no volume any more. */
        NO_VOLUME
    }
}
