package io.claviger.audit.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Who runs the installation. */
@ConfigMapping(prefix = "claviger.audit.access")
public interface AccessConfig {

    /** Account whose administrators also see what belongs to no account, and may fetch whole entries; absent: nobody. */
    Optional<String> platformAccount();
}
