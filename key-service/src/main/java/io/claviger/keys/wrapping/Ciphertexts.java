package io.claviger.keys.wrapping;

import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** Ciphertexts as callers send them. */
public final class Ciphertexts {

    private Ciphertexts() {}

    public static Ciphertext read(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw Refusal.field("ciphertext", "The field 'ciphertext' is required.")
                    .asException();
        }
        return Ciphertext.parse(text)
                .orElseThrow(() -> Refusal.field(
                                "ciphertext", "The field 'ciphertext' is no ciphertext that a wrap has returned.")
                        .asException());
    }
}
