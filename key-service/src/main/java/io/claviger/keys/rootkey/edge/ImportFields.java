package io.claviger.keys.rootkey.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.custody.WrappedMaterial;
import io.claviger.keys.custody.WrappedMaterial.Algorithm;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The fields by which material comes in, at creation, rotation and restore alike (key-protect-api.md 2.2, 5.4): a payload in
 * clear, or one under an import token with its proof.
 */
record ImportFields(
        @Nullable Base64Secret payload,
        @Nullable String encryptedNonce,
        @Nullable String iv,
        @Nullable String encryptionAlgorithm)
        implements AutoCloseable {

    private static final int GCM_IV_BYTES = 12;
    private static final String HYPER_PROTECT = "hs-crypto";

    /** The receiver closes it; absent when the request has no material. The payload's text is wiped here. */
    @Nullable
    OwnMaterial read(Call call) {
        try (this) {
            return checked(call);
        }
    }

    @Override
    public void close() {
        if (payload != null) {
            payload.close();
        }
    }

    private @Nullable OwnMaterial checked(Call call) {
        if (encryptedNonce == null && iv == null) {
            SecretBytes clear = Payload.decode("payload", payload);
            return clear == null ? null : new OwnMaterial.InClear(clear);
        }
        if (encryptedNonce == null) {
            throw together("encryptedNonce", "iv");
        }
        if (iv == null) {
            throw together("iv", "encryptedNonce");
        }
        Algorithm algorithm = algorithm(call);
        byte[] proof = decoded("encryptedNonce", encryptedNonce);
        byte[] ivBytes = ivBytes(iv);
        SecretBytes wrapped = Payload.decode("payload", payload);
        if (wrapped == null) {
            throw together("payload", "encryptedNonce");
        }
        return new OwnMaterial.UnderToken(new WrappedMaterial(algorithm, wrapped, ivBytes, proof));
    }

    private Algorithm algorithm(Call call) {
        if (encryptionAlgorithm == null || encryptionAlgorithm.equals(Algorithm.RSAES_OAEP_SHA_256.name())) {
            return Algorithm.RSAES_OAEP_SHA_256;
        }
        boolean hyperProtect = call.instance().service().equals(HYPER_PROTECT);
        if (hyperProtect && encryptionAlgorithm.equals(Algorithm.RSAES_OAEP_SHA_1.name())) {
            return Algorithm.RSAES_OAEP_SHA_1;
        }
        throw Refusal.field(
                        "encryptionAlgorithm",
                        "The field 'encryptionAlgorithm' must be " + Algorithm.RSAES_OAEP_SHA_256
                                + (hyperProtect ? " or " + Algorithm.RSAES_OAEP_SHA_1 : "") + ".")
                .asException();
    }

    /** IBM's Go client sends an iv that its caller chose as it is, without base64: twelve characters are the iv itself. */
    private static byte[] ivBytes(String iv) {
        return iv.length() == GCM_IV_BYTES ? iv.getBytes(StandardCharsets.UTF_8) : decoded("iv", iv);
    }

    private static byte[] decoded(String field, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.field(field, "The field '" + field + "' must be standard base64.")
                    .asException();
        }
    }

    private static RuntimeException together(String missing, String given) {
        return Refusal.field(missing, "The field '" + missing + "' is required with '" + given + "'.")
                .asException();
    }
}
