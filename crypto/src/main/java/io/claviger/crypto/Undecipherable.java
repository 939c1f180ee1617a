package io.claviger.crypto;

/**
 * Why sealed bytes don't open. The reason is for logs and for the operator. Whether a caller who could be an attacker
 * learns more than "it did not open" is decided at the edge.
 */
public record Undecipherable(Reason reason) implements Opening, EnvelopeParsing {

    public enum Reason {
        TOO_SHORT("shorter than its format's header, nonce and tag"),
        UNKNOWN_FORMAT("its first byte names no format that this release reads here"),
        UNKNOWN_SUITE("its suite byte names no algorithm that this release knows"),
        OTHER_KEY("sealed under another key"),
        OTHER_KEY_VERSION("sealed under another version of the key"),
        NOT_AUTHENTIC("damaged, or sealed under other key material or with other additional data");

        private final String explanation;

        Reason(String explanation) {
            this.explanation = explanation;
        }

        /** A phrase that completes "the ciphertext is …" or stands alone; names no secret and no input. */
        public String explanation() {
            return explanation;
        }
    }
}
