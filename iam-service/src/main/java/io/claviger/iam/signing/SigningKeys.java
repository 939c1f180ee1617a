package io.claviger.iam.signing;

import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * All keys of the keystore, one of which signs. The others are published too, so that a key can be announced before it is
 * used and still verify after it is not. A key's id is its RFC 7638 thumbprint: replicas agree on it without talking.
 */
public final class SigningKeys {

    private final PrivateKey signer;
    private final String signerId;
    private final List<JsonWebKey> published;

    private SigningKeys(PrivateKey signer, String signerId, List<JsonWebKey> published) {
        this.signer = signer;
        this.signerId = signerId;
        this.published = List.copyOf(published);
    }

    /** @param others public keys that verify and do not sign */
    public static SigningKeys of(PrivateKey signer, RSAPublicKey signerPublic, List<RSAPublicKey> others) {
        List<JsonWebKey> published = new ArrayList<>();
        RsaJsonWebKey own = publicKey(signerPublic);
        published.add(own);
        others.forEach(other -> published.add(publicKey(other)));
        return new SigningKeys(signer, own.getKeyId(), published);
    }

    private static RsaJsonWebKey publicKey(RSAPublicKey key) {
        RsaJsonWebKey jwk = new RsaJsonWebKey(key);
        jwk.setKeyId(jwk.calculateBase64urlEncodedThumbprint("SHA-256"));
        jwk.setUse("sig");
        jwk.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
        return jwk;
    }

    /** The claims as a compact RS256 JWT. */
    public String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(signer);
        signature.setKeyIdHeaderValue(signerId);
        signature.setHeader("typ", "JWT");
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a token cannot be signed with key " + signerId, e);
        }
    }

    /** RFC 7517 key set; public keys only. */
    public String published() {
        return new JsonWebKeySet(published).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    public VerificationKeyResolver verification() {
        return new JwksVerificationKeyResolver(published);
    }

    public String signerId() {
        return signerId;
    }
}
