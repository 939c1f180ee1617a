package io.claviger.audit.support;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Java's keys from the 32 bytes of RFC 8032, by the fixed prefixes of RFC 8410. */
public final class RawEd25519 {

    private static final String PUBLIC_PREFIX = "302a300506032b6570032100";
    private static final String PRIVATE_PREFIX = "302e020100300506032b657004220420";

    private RawEd25519() {}

    public static PublicKey publicKey(byte[] raw) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, raw)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static PrivateKey privateKey(byte[] seed) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(join(PRIVATE_PREFIX, seed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] join(String prefix, byte[] raw) {
        return HexFormat.of().parseHex(prefix + HexFormat.of().formatHex(raw));
    }
}
