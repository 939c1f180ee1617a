package io.claviger.keys.custody;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;

/** Writes a secret into an answer as base64, without a {@code String} on the way. Whoever answers closes the secret. */
public final class SecretWriter extends StdSerializer<SecretBytes> {
    private static final long serialVersionUID = 1L;

    public SecretWriter() {
        super(SecretBytes.class);
    }

    @Override
    public void serialize(SecretBytes secret, JsonGenerator out, SerializerProvider provider) throws IOException {
        write(out, secret);
    }

    /** Of the secret in base64. */
    public static int length(SecretBytes secret) {
        return (secret.length() + 2) / 3 * 4;
    }

    /** Writes the secret in base64 there; whoever has the array wipes it. */
    public static void write(SecretBytes secret, byte[] target, int from) {
        secret.use(InsecureSecretAccess.get(), bytes -> {
            byte[] text = Base64.getEncoder().encode(bytes);
            System.arraycopy(text, 0, target, from, text.length);
            Arrays.fill(text, (byte) 0);
            return Boolean.TRUE;
        });
    }

    public static void write(JsonGenerator out, SecretBytes secret) throws IOException {
        try {
            secret.use(InsecureSecretAccess.get(), bytes -> {
                try {
                    out.writeBinary(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return Boolean.TRUE;
            });
        } catch (UncheckedIOException e) {
            throw new IOException("a secret could not be written into an answer", e);
        }
    }
}
