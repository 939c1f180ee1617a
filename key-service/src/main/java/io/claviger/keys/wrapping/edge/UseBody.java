package io.claviger.keys.wrapping.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
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

    /** Buffers are not used again: secrets went through them (I1). */
    private static final JsonFactory JSON = JsonFactory.builder()
            // Callers choose the names.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    static Optional<UseBody> read(byte[] body) {
        if (body.length == 0) {
            return Optional.of(new UseBody(null, null, List.of()));
        }
        Reading reading = new Reading();
        try (JsonParser parser = JSON.createParser(body)) {
            return reading.whole(parser) ? Optional.of(reading.body()) : reading.nothing();
        } catch (IOException | RefusedException e) {
            return reading.nothing();
        }
    }

    /**
     * The usual bodies of batches, {@code {"items": [ … ]}} of at most so many. The receiver closes them. Empty when anything
     * in it is unusual.
     */
    static Optional<List<UseBody>> readAll(byte[] body, int most) {
        List<UseBody> bodies = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(body)) {
            if (items(parser, most, bodies)) {
                return Optional.of(bodies);
            }
        } catch (IOException | RefusedException e) {
            // Whoever reads it again says what is wrong with it.
        }
        bodies.forEach(UseBody::close);
        return Optional.empty();
    }

    private static boolean items(JsonParser parser, int most, List<UseBody> bodies) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT
                || parser.nextToken() != JsonToken.FIELD_NAME
                || !parser.currentName().equals("items")
                || parser.nextToken() != JsonToken.START_ARRAY) {
            return false;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Optional<UseBody> item = bodies.size() == most ? Optional.empty() : item(parser);
            if (item.isEmpty()) {
                return false;
            }
            bodies.add(item.get());
        }
        return parser.currentToken() == JsonToken.END_ARRAY
                && parser.nextToken() == JsonToken.END_OBJECT
                && parser.nextToken() == null;
    }

    private static Optional<UseBody> item(JsonParser parser) throws IOException {
        Reading reading = new Reading();
        try {
            return reading.object(parser) ? Optional.of(reading.body()) : reading.nothing();
        } catch (IOException | RefusedException e) {
            reading.wipe();
            throw e;
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

        private UseBody body() {
            return new UseBody(plaintext, ciphertext, AdditionalData.of(aad));
        }

        private Optional<UseBody> nothing() {
            wipe();
            return Optional.empty();
        }

        private void wipe() {
            if (plaintext != null) {
                plaintext.close();
            }
        }

        private boolean whole(JsonParser parser) throws IOException {
            return parser.nextToken() == JsonToken.START_OBJECT && object(parser) && parser.nextToken() == null;
        }

        private boolean object(JsonParser parser) throws IOException {
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
            return parser.currentToken() == JsonToken.END_OBJECT;
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
