package io.claviger.local.pki;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate with its key, and how both are written into files: PEM, the key as PKCS #8. */
public record Issued(X509Certificate certificate, PrivateKey key) {
    private static final byte[] NEWLINE = "\n".getBytes(StandardCharsets.US_ASCII);

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that has no encoding", e);
        }
    }

    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Issued[" + certificate.getSubjectX500Principal() + "]";
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, NEWLINE).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
