package io.claviger.keys.custody;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of one seal. */
public interface OneSeal {

    /** A keystore file ({@code keystore}, what the first is when nothing is said), or a key on a token ({@code pkcs11}). */
    Optional<SealConfig.Kind> kind();

    /** PKCS#12 file; made on the first start, readable by its owner only. Losing it loses every key. */
    @WithDefault("seal.p12")
    Path keystore();

    /** Protects the file, and must be set if there is one; should come from another place than the file does. */
    Optional<String> password();

    SealConfig.Pkcs11 pkcs11();
}
