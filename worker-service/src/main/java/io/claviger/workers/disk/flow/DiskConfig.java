package io.claviger.workers.disk.flow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where disks and the provider's key are, and what makes disks. */
@ConfigMapping(prefix = "claviger.workers")
public interface DiskConfig {

    /** Folder of the disk files; made when missing. */
    @WithDefault(".claviger/workers/disks")
    Path disks();

    /** File of the provider's own key, which seals the passphrases of pools without a customer's key; made once, mode 0600. */
    @WithDefault(".claviger/workers/provider.key")
    Path providerKey();

    /**
     * Id of a provider's key that is lost for good: another takes its place, and the disks under it are given up. Without effect
     * while the database knows another one.
     */
    Optional<String> providerKeyLost();

    /** What new disks are made with; disks that exist are opened by what made them. */
    @WithDefault("auto")
    Driver diskDriver();

    @WithDefault("cryptsetup")
    String cryptsetup();

    enum Driver {
        /** LUKS2 where cryptsetup is on the machine, sealed files where it is not. */
        AUTO,
        /** LUKS2, or the service does not start. */
        LUKS2,
        SEALED_FILE
    }
}
