package io.claviger.keyclient.testing;

import io.claviger.events.Watermark;
import io.claviger.keyclient.kms.WatermarkKeys;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Signs watermarks as key-service would, and tells its public key. */
@ApplicationScoped
@Alternative
@Priority(1)
public class FakeWatermarkKeys implements WatermarkKeys {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair = newPair();

    @Override
    public List<PublicKeyText> fetch() {
        byte[] encoded = pair.getPublic().getEncoded();
        return List.of(new PublicKeyText(
                "genuine", BASE64.encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))));
    }

    public Watermark sign(String stream, int partition, int partitions, Instant at) {
        return sign(pair, new Watermark(stream, partition, partitions, at, "genuine", ""));
    }

    /** By somebody else who says to be us. */
    public static Watermark forge(Watermark watermark) {
        return sign(newPair(), watermark);
    }

    private static Watermark sign(KeyPair pair, Watermark watermark) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(watermark.signedBytes());
            return watermark.signed(BASE64.encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
