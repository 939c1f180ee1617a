package io.claviger.keys.custody;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/**
 * Makes signing keys and opens them. The JDK keeps a copy of the seed of its own for each signature, in a key object that is
 * garbage then.
 */
@ApplicationScoped
public class Signing {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Seal seal;
    private final SecureRandom random;

    public Signing(Seal seal, SecureRandom random) {
        this.seal = seal;
        this.random = random;
    }

    public SigningKey newKey(String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            try (SecretBytes secret = SecretBytes.takeOwnershipOf(seed)) {
                return new SigningKey(
                        id, publicBytes((EdECPublicKey) pair.getPublic()), seal.seal(secret, SigningKey.context(id)));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        }
    }

    /** An opened key; whoever opened it closes it, which wipes the seed. */
    public static final class Signer implements AutoCloseable {
        private final SigningKey key;
        private final SecretBytes seed;

        private Signer(SigningKey key, SecretBytes seed) {
            this.key = key;
            this.seed = seed;
        }

        public String id() {
            return key.id();
        }

        /** Base64url without padding. */
        public String sign(byte[] message) {
            return seed.use(
                    InsecureSecretAccess.get(), bytes -> BASE64.encodeToString(Signing.signature(bytes, message)));
        }

        @Override
        public void close() {
            seed.close();
        }
    }

    /**
     * May wait for the seal: not for a transaction that has written.
     *
     * @throws MaterialDamagedException when the seal does not open the key
     * @throws UnknownSealException when the key is under a seal that this replica was not given
     */
    public Signer open(SigningKey key) {
        return switch (seal.open(key.sealedSeed(), SigningKey.context(key.id()))) {
            case Opening.Opened opened -> new Signer(key, opened.plaintext());
            case Undecipherable why -> throw key.damaged(why);
        };
    }

    private static byte[] signature(byte[] seed, byte[] message) {
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        }
    }

    /** RFC 8032 5.1.2: y in little endian, the sign of x in the last bit. */
    private static String publicBytes(EdECPublicKey key) {
        byte[] y = key.getPoint().getY().toByteArray();
        byte[] raw = new byte[32];
        for (int i = 0; i < raw.length && i < y.length; i++) {
            raw[i] = y[y.length - 1 - i];
        }
        if (key.getPoint().isXOdd()) {
            raw[31] |= (byte) 0x80;
        }
        return BASE64.encodeToString(raw);
    }
}
