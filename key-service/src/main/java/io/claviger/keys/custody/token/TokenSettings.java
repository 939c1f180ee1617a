package io.claviger.keys.custody.token;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Which key on which token.
 *
 * @param library the vendor's PKCS#11 module
 * @param slot id of the slot, as the vendor's tool shows it
 * @param pinFile holds the user's PIN; a line end after it is ignored
 * @param keyLabel CKA_LABEL of the key
 * @param timeout for an answer; after it the token counts as away
 */
public record TokenSettings(Path library, long slot, Path pinFile, String keyLabel, Duration timeout) {

    /** For logs and refusals. */
    public String where() {
        return "key '" + keyLabel + "' on the PKCS#11 token in slot " + slot + " of " + library;
    }
}
