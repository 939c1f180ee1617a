package io.claviger.keys.wrapping.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.SecretWriter;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.wrapping.Batches.Outcome;
import io.claviger.keys.wrapping.rules.Wrapped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The same answers as {@link WrapJson}'s, written field by field: the hot path has no time for maps. */
final class WrapWriter {

    private static final int USUAL_BYTES = 1024;
    private static final int USUAL_BYTES_PER_ITEM = 640;

    /** Buffers are not used again: secrets went through them (I1). */
    static final JsonFactory JSON = JsonFactory.builder()
            // Callers choose the names.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private WrapWriter() {}

    static byte[] one(Wrapped wrapped) {
        return written(USUAL_BYTES, out -> write(out, wrapped));
    }

    static byte[] all(List<Outcome> outcomes) {
        return written(USUAL_BYTES_PER_ITEM * (1 + outcomes.size()), out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Outcome outcome : outcomes) {
                switch (outcome) {
                    case Outcome.Done done -> write(out, done.wrapped());
                    case Outcome.Refused refused -> {
                        out.writeStartObject();
                        out.writeObjectFieldStart("error");
                        out.writeStringField("code", refused.refusal().code());
                        out.writeStringField("message", refused.refusal().message());
                        out.writeEndObject();
                        out.writeEndObject();
                    }
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private interface Body {
        void to(JsonGenerator out) throws IOException;
    }

    private static byte[] written(int usual, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(usual);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            body.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, Wrapped wrapped) throws IOException {
        out.writeStartObject();
        switch (wrapped) {
            case Wrapped.Fresh fresh -> {
                out.writeStringField("ciphertext", fresh.ciphertext());
                if (fresh.generated() != null) {
                    secret(out, fresh.generated());
                }
                version(out, "keyVersion", fresh.version());
            }
            case Wrapped.Opened opened -> {
                secret(out, opened.plaintext());
                version(out, "keyVersion", opened.version());
            }
            case Wrapped.OpenedAndRewrapped opened -> {
                secret(out, opened.plaintext());
                version(out, "keyVersion", opened.version());
                out.writeStringField("ciphertext", opened.ciphertext());
                version(out, "rewrappedKeyVersion", opened.rewrapped());
            }
            case Wrapped.Rewrapped rewrapped -> {
                out.writeStringField("ciphertext", rewrapped.ciphertext());
                version(out, "keyVersion", rewrapped.version());
                version(out, "rewrappedKeyVersion", rewrapped.rewrapped());
            }
        }
        out.writeEndObject();
    }

    private static void secret(JsonGenerator out, SecretBytes secret) throws IOException {
        out.writeFieldName("plaintext");
        SecretWriter.write(out, secret);
    }

    private static void version(JsonGenerator out, String field, Life.Version version) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("id", version.id().toString());
        out.writeStringField(
                "creationDate",
                version.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
        out.writeEndObject();
    }
}
