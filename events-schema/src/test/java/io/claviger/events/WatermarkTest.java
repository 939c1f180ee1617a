package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WatermarkTest {

    /** Public half of the key that signed the golden sample, as key-service would serve it; the other half is gone. */
    private static final String SAMPLE_KEY = "DJx2auTPNOPUcxidAA5tdWdVpNMvHrhRH8ZIjwuoNO8";

    private final Watermark sample = (Watermark) Samples.of(Watermark.TYPE).event();

    @Test
    void isSignedInTheGoldenSample() throws GeneralSecurityException {
        assertThat(verifies(sample)).isTrue();
    }

    @Test
    void isNotSignedAnyMoreOnceAnythingIsChanged() throws GeneralSecurityException {
        String signature = sample.signature();
        String topic = sample.stream();
        assertThat(verifies(new Watermark("claviger.acks.v1", 3, 6, sample.at(), sample.signer(), signature)))
                .isFalse();
        assertThat(verifies(new Watermark(topic, 4, 6, sample.at(), sample.signer(), signature)))
                .isFalse();
        assertThat(verifies(new Watermark(topic, 3, 12, sample.at(), sample.signer(), signature)))
                .isFalse();
        assertThat(verifies(new Watermark(topic, 3, 6, sample.at().plusMillis(1), sample.signer(), signature)))
                .isFalse();
        assertThat(verifies(new Watermark(topic, 3, 6, sample.at(), "another", signature)))
                .isFalse();
    }

    @Test
    void signsTheSameBytesAfterItWasWrittenAndRead() {
        Watermark read = (Watermark) EventCodec.decode(Watermark.TYPE, EventCodec.data(sample));

        assertThat(read.signedBytes()).isEqualTo(sample.signedBytes());
    }

    @Test
    void hasAPartitionThatTheTopicHas() {
        assertThatThrownBy(() -> new Watermark("t", 6, 6, sample.at(), "k", "")).hasMessageContaining("partition");
        assertThatThrownBy(() -> new Watermark("t", -1, 6, sample.at(), "k", ""))
                .hasMessageContaining("partition");
    }

    private static boolean verifies(Watermark watermark) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key());
        verifier.update(watermark.signedBytes());
        return verifier.verify(Base64.getUrlDecoder().decode(watermark.signature()));
    }

    /** RFC 8032 5.1.2: y in little endian, with the sign of x in the last bit. */
    private static PublicKey key() throws GeneralSecurityException {
        byte[] raw = Base64.getUrlDecoder().decode(SAMPLE_KEY);
        boolean odd = raw[31] < 0;
        raw[31] &= 0x7f;
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = raw[31 - i];
        }
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
