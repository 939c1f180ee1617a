package io.claviger.keys.custody;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Where the seal is kept; two of them while the database moves from one to the other, in any order. */
@ConfigMapping(prefix = "claviger.keys.seal")
public interface SealConfig extends OneSeal {

    /** The seal that the database is to be moved to, or comes from; there is one when its kind is set. */
    OneSeal other();

    /** What a seal can be. */
    enum Kind {
        KEYSTORE,
        PKCS11
    }

    /** A key on a token. */
    interface Pkcs11 {

        /** The vendor's PKCS#11 module. Its own settings are environment variables and files of the vendor's. */
        Optional<Path> library();

        /** Id of the slot in which the token is, as the vendor's tool shows it. */
        OptionalInt slot();

        /** Holds the PIN of the token's user, alone; should be readable by the service only. */
        Optional<Path> pinFile();

        /** CKA_LABEL of an AES key that is sensitive and not extractable. */
        @WithDefault("claviger-seal")
        String keyLabel();

        /** How long the token may take to answer; then the call is refused. */
        @WithDefault("5s")
        Duration timeout();
    }
}
