package io.claviger.keys.custody;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.claviger.crypto.Envelope;
import io.claviger.crypto.EnvelopeParsing;
import io.claviger.crypto.EnvelopeSuite;
import io.claviger.crypto.Undecipherable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wrapped data key as its owner sees it: base64 of a JSON object of Key Protect's shape (key-protect-api.md 3.3) around
 * the binary {@link Envelope}. The shape lets tools that look inside find the version; what counts is the envelope.
 */
public final class Ciphertext {

    static final String VERSION = "4.0.0";
    private static final int NONCE_FROM = 34;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final UUID versionId;
    private final @Nullable Envelope envelope;

    private Ciphertext(UUID versionId, @Nullable Envelope envelope) {
        this.versionId = versionId;
        this.envelope = envelope;
    }

    record Shape(
            @JsonProperty("ciphertext") @Nullable String ciphertext,
            @JsonProperty("iv") @Nullable String iv,
            @JsonProperty("version") @Nullable String version,
            @JsonProperty("handle") @Nullable String handle) {}

    /** Empty when the text is not of the shape at all; one whose inside is damaged still is a ciphertext, and opens never. */
    public static Optional<Ciphertext> parse(String text) {
        try {
            Shape shape = JSON.readValue(Base64.getDecoder().decode(text), Shape.class);
            if (shape == null || shape.ciphertext() == null || shape.iv() == null || shape.handle() == null) {
                return Optional.empty();
            }
            UUID handle = UUID.fromString(shape.handle());
            byte[] sealed = Base64.getDecoder().decode(shape.ciphertext());
            byte[] iv = Base64.getDecoder().decode(shape.iv());
            return Optional.of(new Ciphertext(handle, consistent(shape, handle, sealed, iv)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Null unless every outer field repeats what the authenticated envelope says: no byte may be changed unnoticed. */
    private static @Nullable Envelope consistent(Shape shape, UUID handle, byte[] sealed, byte[] iv) {
        EnvelopeParsing parsing = Envelope.parse(sealed);
        return switch (parsing) {
            case Envelope envelope ->
                VERSION.equals(shape.version())
                                && envelope.versionId().equals(handle)
                                && Arrays.equals(nonce(envelope, sealed), iv)
                        ? envelope
                        : null;
            case Undecipherable _ -> null;
        };
    }

    /** Of an envelope that was just made. Written by hand: base64 and ids need no escaping. */
    static String of(byte[] sealed, UUID versionId) {
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] nonce = Arrays.copyOfRange(
                sealed, NONCE_FROM, NONCE_FROM + EnvelopeSuite.current().nonceBytes());
        String shape = "{\"ciphertext\":\"" + base64.encodeToString(sealed) + "\",\"iv\":\""
                + base64.encodeToString(nonce) + "\",\"version\":\"" + VERSION + "\",\"handle\":\"" + versionId + "\"}";
        return base64.encodeToString(shape.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] nonce(Envelope envelope, byte[] sealed) {
        return Arrays.copyOfRange(
                sealed, NONCE_FROM, NONCE_FROM + envelope.suite().nonceBytes());
    }

    /** The version that it says made it; proven only by opening. */
    public UUID versionId() {
        return versionId;
    }

    Optional<Envelope> envelope() {
        return Optional.ofNullable(envelope);
    }
}
