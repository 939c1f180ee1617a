package io.claviger.iam.signing.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/**
 * Where the signing keys are. To replace a key: add an entry under another alias, restart all replicas (it is now
 * published), name it here, restart again; remove the former entry when the last token it signed has ended.
 */
@ConfigMapping(prefix = "claviger.iam.signing")
public interface SigningConfig {

    /** PKCS#12 file, shared by all replicas; made with mode 0600 at the first start. */
    Path keystore();

    /** Password of the file and of every entry in it. */
    String password();

    /** Entry that signs. */
    @WithDefault("token-signing")
    String alias();
}
