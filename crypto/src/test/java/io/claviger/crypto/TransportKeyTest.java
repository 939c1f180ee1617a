package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What another implementation (Bouncy Castle) has wrapped opens here. */
class TransportKeyTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final TransportKey.Pair PAIR = TransportKey.generate(2048, RANDOM);

    @ParameterizedTest
    @EnumSource(TransportScheme.class)
    void opensWhatAnotherImplementationWrapped(TransportScheme scheme) throws Exception {
        for (int size : new int[] {16, 24, 32}) {
            byte[] material = random(size);

            Opening opening = PAIR.key().open(scheme, wrapped(digest(scheme), digest(scheme), material));

            assertThat(opening).isEqualTo(new Opening.Opened(SecretBytes.copyOf(material)));
        }
    }

    @Test
    void opensNothingThatIsMaskedOrPaddedOtherwise() throws Exception {
        byte[] material = random(32);
        byte[] damaged = wrapped(new SHA256Digest(), new SHA256Digest(), material);
        damaged[damaged.length - 1] ^= 1;
        byte[][] others = {
            wrapped(new SHA256Digest(), new SHA1Digest(), material),
            wrapped(new SHA1Digest(), new SHA1Digest(), material),
            damaged,
            new byte[0],
            random(10),
            random(257)
        };
        for (byte[] other : others) {
            assertThat(PAIR.key().open(TransportScheme.OAEP_SHA_256, other)).isInstanceOf(Undecipherable.class);
        }
    }

    @ParameterizedTest
    @EnumSource(TransportScheme.class)
    void opensAProofUnderTheMaterialOnly(TransportScheme scheme) throws Exception {
        byte[] nonce = random(12);
        byte[] iv = random(scheme.ivBytes());
        for (int size : new int[] {16, 24, 32}) {
            byte[] material = random(size);
            byte[] proof = proof(scheme, material, iv, nonce);

            Opening opening = TransportKey.openProof(scheme, SecretBytes.copyOf(material), iv, proof);
            Opening other = TransportKey.openProof(scheme, SecretBytes.copyOf(random(size)), iv, proof);
            Opening shortIv = TransportKey.openProof(scheme, SecretBytes.copyOf(material), random(8), proof);
            Opening cut = TransportKey.openProof(scheme, SecretBytes.copyOf(material), iv, random(7));

            assertThat(opening).isEqualTo(new Opening.Opened(SecretBytes.copyOf(nonce)));
            assertThat(other).isNotEqualTo(opening);
            assertThat(shortIv).isInstanceOf(Undecipherable.class);
            assertThat(cut).isInstanceOf(Undecipherable.class);
        }
    }

    @Test
    void comesBackFromItsBytesAndWipesThem() throws Exception {
        byte[] material = random(32);
        TransportKey copy = TransportKey.copyOf(PAIR.key().pkcs8());

        Opening opening =
                copy.open(TransportScheme.OAEP_SHA_256, wrapped(new SHA256Digest(), new SHA256Digest(), material));
        copy.close();

        assertThat(opening).isEqualTo(new Opening.Opened(SecretBytes.copyOf(material)));
        assertThat(copy.pkcs8().wiped()).isTrue();
        assertThat(PAIR.key().pkcs8().wiped()).isFalse();
        assertThat(copy).hasToString("TransportKey[content withheld]");
    }

    private static byte[] wrapped(Digest label, Digest mask, byte[] material) throws Exception {
        String body = PAIR.publicKeyPem().replaceAll("-----[A-Z ]+-----|\\n", "");
        RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
        OAEPEncoding oaep = new OAEPEncoding(new RSAEngine(), label, mask, new byte[0]);
        oaep.init(true, new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent()));
        return oaep.processBlock(material, 0, material.length);
    }

    private static Digest digest(TransportScheme scheme) {
        return switch (scheme) {
            case OAEP_SHA_256 -> new SHA256Digest();
            case OAEP_SHA_1 -> new SHA1Digest();
        };
    }

    private static byte[] proof(TransportScheme scheme, byte[] material, byte[] iv, byte[] nonce) throws Exception {
        boolean gcm = scheme == TransportScheme.OAEP_SHA_256;
        Cipher cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(material, "AES"),
                gcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv));
        return cipher.doFinal(nonce);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
