package io.claviger.keys.custody;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the default seal is kept. */
@ConfigMapping(prefix = "claviger.keys.seal")
public interface SealConfig {

    /** PKCS#12 file; made on the first start, readable by its owner only. Losing it loses every key. */
    @WithDefault("seal.p12")
    Path keystore();

    /** Protects the file; should come from another place than the file does. */
    String password();
}
