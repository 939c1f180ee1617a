package io.claviger.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * HKDF-SHA256 (RFC 5869), extract then expand. Input that is no secret of high entropy, such as a password, does not
 * become one here.
 */
public final class Hkdf {
    /** 255 blocks of SHA-256, the limit of RFC 5869. */
    public static final int MAX_OUTPUT_BYTES = 255 * 32;

    private Hkdf() {}

    /** An empty salt stands for none. {@code info} tells purposes apart: equal purposes derive equal secrets. */
    public static SecretBytes derive(SecretBytes inputKeyMaterial, byte[] salt, byte[] info, int length) {
        if (length <= 0 || length > MAX_OUTPUT_BYTES) {
            throw new IllegalArgumentException("HKDF-SHA256 gives 1 to 8160 bytes, not " + length);
        }
        if (inputKeyMaterial.length() == 0) {
            throw new IllegalArgumentException("nothing secret can be derived from no bytes");
        }
        return inputKeyMaterial.borrow(material -> {
            var extract = HKDFParameterSpec.ofExtract().addIKM(BorrowedKey.generic(material));
            if (salt.length > 0) {
                extract.addSalt(salt);
            }
            try {
                var derived = KDF.getInstance("HKDF-SHA256").deriveData(extract.thenExpand(info, length));
                return SecretBytes.takeOwnershipOf(derived);
            } catch (GeneralSecurityException e) {
                throw new CryptoException("HKDF-SHA256 failed", e);
            }
        });
    }
}
