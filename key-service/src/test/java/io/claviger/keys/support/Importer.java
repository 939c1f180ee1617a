package io.claviger.keys.support;

import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** An owner's side of an import under a token, from what the token says and nothing else (key-protect-api.md 5.4). */
public final class Importer {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PublicKey publicKey;
    private final byte[] nonce;

    public Importer(byte[] payload, byte[] nonce) {
        this.nonce = nonce;
        String pem = new String(payload, StandardCharsets.US_ASCII);
        String body = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
        try {
            this.publicKey = KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the token's payload is no public key", e);
        }
    }

    /** Makes a token that can be retrieved often, and retrieves it. */
    public static Importer of(Kms kms) {
        kms.request()
                .body("{\"maxAllowedRetrievals\":50}")
                .post("/api/v2/import_token")
                .then()
                .statusCode(200);
        return retrieved(kms);
    }

    public static Importer retrieved(Kms kms) {
        JsonPath token = kms.request()
                .get("/api/v2/import_token")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return new Importer(decoded(token.getString("payload")), decoded(token.getString("nonce")));
    }

    public byte[] nonce() {
        return nonce;
    }

    /** The fields of a request, without braces. */
    public String fields(byte[] material) {
        byte[] iv = random(12);
        return fields(material, base64(iv), gcm(material, iv, nonce));
    }

    public String fields(byte[] material, String iv, byte[] proof) {
        return "\"payload\":\"" + base64(oaep("SHA-256", material)) + "\",\"iv\":\"" + iv + "\",\"encryptedNonce\":\""
                + base64(proof) + "\"";
    }

    /** Hyper Protect's variant. */
    public String fieldsBySha1(byte[] material) {
        byte[] iv = random(16);
        byte[] proof = aes("AES/CBC/PKCS5Padding", material, new IvParameterSpec(iv), nonce);
        return "\"payload\":\"" + base64(oaep("SHA-1", material)) + "\",\"iv\":\"" + base64(iv)
                + "\",\"encryptedNonce\":\"" + base64(proof) + "\",\"encryptionAlgorithm\":\"RSAES_OAEP_SHA_1\"";
    }

    public static byte[] gcm(byte[] material, byte[] iv, byte[] nonce) {
        return aes("AES/GCM/NoPadding", material, new GCMParameterSpec(128, iv), nonce);
    }

    public static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text);
    }

    private byte[] oaep(String digest, byte[] material) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    publicKey,
                    new OAEPParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), PSource.PSpecified.DEFAULT));
            return cipher.doFinal(material);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] aes(
            String transformation, byte[] key, java.security.spec.AlgorithmParameterSpec iv, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), iv);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
