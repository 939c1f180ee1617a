package io.claviger.keys.rootkey.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** Decodes secrets that callers send, and names the place where they are no base64. */
public final class Payload {

    private Payload() {}

    /** The receiver closes it. The text is wiped here. */
    public static @Nullable SecretBytes decode(String field, @Nullable Base64Secret text) {
        if (text == null) {
            return null;
        }
        try (text) {
            return switch (text.decode()) {
                case Base64Secret.Decoding.Decoded decoded -> decoded.bytes();
                case Base64Secret.Decoding.Malformed malformed ->
                    throw Refusal.field(
                                    field,
                                    "The field '" + field
                                            + "' must be standard base64: illegal base64 data at input byte "
                                            + malformed.position() + ".")
                            .asException();
            };
        }
    }
}
