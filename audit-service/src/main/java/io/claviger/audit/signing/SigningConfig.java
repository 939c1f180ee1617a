package io.claviger.audit.signing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the key that signs checkpoints is. */
@ConfigMapping(prefix = "claviger.audit.signing")
public interface SigningConfig {

    /** PEM file; made on first start, readable by its owner only. Losing it ends the log's identity: keep a copy. */
    @WithDefault("audit-signing.pem")
    Path keystore();

    /** Encrypts the private key in the file; has no default. */
    String password();
}
