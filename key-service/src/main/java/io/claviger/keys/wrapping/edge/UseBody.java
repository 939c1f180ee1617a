package io.claviger.keys.wrapping.edge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.wrapping.rules.AdditionalData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The usual bodies of wrap, unwrap and rewrap, read token by token. Anything unusual (other names, nulls, malformed values)
 * reads as nothing, and the long way finds out what to say of it.
 */
record UseBody(@Nullable SecretBytes plaintext, @Nullable Ciphertext ciphertext, List<String> aad)
        implements AutoCloseable {

    static Optional<UseBody> read(byte[] body) {
        if (body.length == 0) {
            return Optional.of(new UseBody(null, null, List.of()));
        }
        Reading reading = new Reading();
        try (JsonParser parser = WrapWriter.JSON.createParser(body)) {
            return reading.whole(parser)
                    ? Optional.of(new UseBody(reading.plaintext, reading.ciphertext, AdditionalData.of(reading.aad)))
                    : reading.nothing();
        } catch (IOException | RefusedException e) {
            return reading.nothing();
        }
    }

    @Override
    public void close() {
        if (plaintext != null) {
            plaintext.close();
        }
    }

    private static final class Reading {
        private @Nullable SecretBytes plaintext;
        private @Nullable Ciphertext ciphertext;
        private @Nullable List<@Nullable String> aad;

        private Optional<UseBody> nothing() {
            if (plaintext != null) {
                plaintext.close();
            }
            return Optional.empty();
        }

        private boolean whole(JsonParser parser) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                boolean usual = switch (field) {
                    case "plaintext" -> plaintext == null && readPlaintext(parser);
                    case "ciphertext" -> ciphertext == null && readCiphertext(parser);
                    case "aad" -> aad == null && readAad(parser);
                    default -> false;
                };
                if (!usual) {
                    return false;
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        }

        private boolean readPlaintext(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return false;
            }
            try (Base64Secret text = Base64Secret.take(parser)) {
                if (text.decode() instanceof Base64Secret.Decoding.Decoded decoded) {
                    plaintext = decoded.bytes();
                }
            }
            return plaintext != null && plaintext.length() <= WrapBody.LARGEST_PLAINTEXT;
        }

        private boolean readCiphertext(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                ciphertext = Ciphertext.parse(parser.getText()).orElse(null);
            }
            return ciphertext != null;
        }

        private boolean readAad(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                return false;
            }
            List<@Nullable String> strings = new ArrayList<>();
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                strings.add(parser.getText());
            }
            aad = strings;
            return parser.currentToken() == JsonToken.END_ARRAY;
        }
    }
}
