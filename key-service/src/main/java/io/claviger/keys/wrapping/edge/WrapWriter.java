package io.claviger.keys.wrapping.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.wrapping.Batches.Outcome;
import io.claviger.keys.wrapping.rules.Wrapped;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same answers as {@link WrapJson}'s, to the byte: the hot path has no time for maps. Ciphertexts, ids and dates are of
 * characters that JSON writes as they are.
 */
final class WrapWriter {

    private final AnswerBytes out;
    private Life.@Nullable Version lately;
    private byte[] latelyWritten = new byte[0];

    private WrapWriter(AnswerBytes out) {
        this.out = out;
    }

    /** The receiver wipes it, if there was a secret in it. */
    static byte[] one(Wrapped wrapped) {
        return AnswerBytes.of(out -> new WrapWriter(out).write(wrapped));
    }

    /** As {@link #one}. */
    static byte[] all(List<Outcome> outcomes) {
        return AnswerBytes.of(out -> new WrapWriter(out).write(outcomes));
    }

    private void write(List<Outcome> outcomes) {
        out.plain("{\"items\":[");
        boolean first = true;
        for (Outcome outcome : outcomes) {
            if (!first) {
                out.plain(",");
            }
            first = false;
            switch (outcome) {
                case Outcome.Done done -> write(done.wrapped());
                case Outcome.Refused refused ->
                    out.plain("{\"error\":{\"code\":")
                            .quoted(refused.refusal().code())
                            .plain(",\"message\":")
                            .quoted(refused.refusal().message())
                            .plain("}}");
            }
        }
        out.plain("]}");
    }

    private void write(Wrapped wrapped) {
        switch (wrapped) {
            case Wrapped.Fresh fresh -> {
                ciphertext("{", fresh.ciphertext());
                if (fresh.generated() != null) {
                    plaintext(",", fresh.generated());
                }
                version("keyVersion", fresh.version());
            }
            case Wrapped.Opened opened -> {
                plaintext("{", opened.plaintext());
                version("keyVersion", opened.version());
            }
            case Wrapped.OpenedAndRewrapped opened -> {
                plaintext("{", opened.plaintext());
                version("keyVersion", opened.version());
                ciphertext(",", opened.ciphertext());
                version("rewrappedKeyVersion", opened.rewrapped());
            }
            case Wrapped.Rewrapped rewrapped -> {
                ciphertext("{", rewrapped.ciphertext());
                version("keyVersion", rewrapped.version());
                version("rewrappedKeyVersion", rewrapped.rewrapped());
            }
        }
        out.plain("}");
    }

    private void ciphertext(String before, String ciphertext) {
        out.plain(before).plain("\"ciphertext\":\"").plain(ciphertext).plain("\"");
    }

    private void plaintext(String before, SecretBytes secret) {
        out.plain(before).plain("\"plaintext\":\"").secret(secret).plain("\"");
    }

    private void version(String field, Life.Version version) {
        out.plain(",\"").plain(field).plain("\":").bytes(bytes(version));
    }

    /** A batch mostly names one version. */
    private byte[] bytes(Life.Version version) {
        if (version != lately) {
            String text = "{\"id\":\"" + version.id() + "\",\"creationDate\":\""
                    + version.createdAt().truncatedTo(ChronoUnit.SECONDS) + "\"}";
            lately = version;
            latelyWritten = text.getBytes(StandardCharsets.US_ASCII);
        }
        return latelyWritten;
    }
}
