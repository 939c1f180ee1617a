package io.claviger.keys.importtoken;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How import tokens are made. */
@ConfigMapping(prefix = "claviger.keys.import-token")
public interface ImportTokenConfig {

    /** Size of the RSA key; 4096, at the price of seconds per token, unless tests are in a hurry. Not under 2048. */
    @WithDefault("4096")
    int rsaBits();
}
