package io.claviger.keys.custody;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Secret bytes on their way in, as base64 text that never becomes a {@code String}. Decoding is apart from reading, so that
 * a refusal can name the position (key-protect-api.md 3.3).
 */
@JsonDeserialize(using = Base64Secret.Reader.class)
public final class Base64Secret implements AutoCloseable {

    private final SecretBytes text;

    private Base64Secret(SecretBytes text) {
        this.text = text;
    }

    /** What came of decoding. */
    public sealed interface Decoding {

        /** The receiver closes it. */
        record Decoded(SecretBytes bytes) implements Decoding {}

        /** @param position of the first character that does not fit, counted from 0 */
        record Malformed(int position) implements Decoding {}
    }

    /** Takes the characters of the text that the parser stands at from the parser's own buffer, which it reuses. */
    public static Base64Secret take(JsonParser parser) throws IOException {
        char[] buffer = parser.getTextCharacters();
        int from = parser.getTextOffset();
        byte[] ascii = new byte[parser.getTextLength()];
        for (int i = 0; i < ascii.length; i++) {
            char c = buffer[from + i];
            // 0xFF is no base64 character, so what is not ASCII is refused at its position.
            ascii[i] = c < 128 ? (byte) c : (byte) 0xFF;
        }
        Arrays.fill(buffer, from, from + ascii.length, '\0');
        return new Base64Secret(SecretBytes.takeOwnershipOf(ascii));
    }

    public Decoding decode() {
        return text.use(InsecureSecretAccess.get(), Base64Secret::decode);
    }

    private static Decoding decode(byte[] characters) {
        int stray = firstStray(characters);
        if (stray >= 0) {
            return new Decoding.Malformed(stray);
        }
        try {
            return new Decoding.Decoded(
                    SecretBytes.takeOwnershipOf(Base64.getDecoder().decode(characters)));
        } catch (IllegalArgumentException e) {
            return new Decoding.Malformed(characters.length);
        }
    }

    private static int firstStray(byte[] characters) {
        if (characters.length % 4 != 0) {
            // Decoders accept missing padding; the contract's base64 is padded.
            return characters.length;
        }
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            boolean fits = (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '+'
                    || c == '/'
                    || (c == '=' && i >= characters.length - 2);
            if (!fits) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        text.close();
    }

    @Override
    public String toString() {
        return "Base64Secret[content withheld]";
    }

    static final class Reader extends StdDeserializer<Base64Secret> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Base64Secret.class);
        }

        @Override
        public @Nullable Base64Secret deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return (Base64Secret) context.handleUnexpectedToken(Base64Secret.class, parser);
            }
            return take(parser);
        }
    }
}
