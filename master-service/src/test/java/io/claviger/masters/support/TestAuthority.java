package io.claviger.masters.support;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority that signs whatever it is asked to. All of them have the same name. */
public record TestAuthority(X509Certificate certificate, KeyPair keys) {

    /** Where the service looks in tests. */
    public static final Path FOLDER = Path.of("target", "client-authority");

    public static final String PROOF = "what only the front door and this service know";
    private static final X500Name NAME = new X500Name("CN=clients of the test");

    public static TestAuthority until(Instant end) {
        KeyPair keys = newKeys();
        return new TestAuthority(
                certificate(NAME, keys, keys, end.minus(Duration.ofDays(1)), end, true, null, null), keys);
    }

    public static TestAuthority ofNow() {
        return until(Instant.now().plus(Duration.ofHours(12)));
    }

    /**
     * @param usage none if null
     * @param uri none if null
     */
    public X509Certificate sign(String subject, Instant until, @Nullable KeyPurposeId usage, @Nullable String uri) {
        return certificate(
                new X500Name(subject), newKeys(), keys, until.minus(Duration.ofHours(1)), until, false, usage, uri);
    }

    public void writeTo(Path folder) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ca.pem"), pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(
                folder.resolve("ca.key"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        Files.writeString(folder.resolve("proof"), PROOF + "\n");
    }

    /** As the front door writes it. */
    public static String field(X509Certificate certificate) throws GeneralSecurityException {
        return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(
            X500Name subject,
            KeyPair own,
            KeyPair by,
            Instant from,
            Instant until,
            boolean authority,
            @Nullable KeyPurposeId usage,
            @Nullable String uri) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    NAME,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (authority) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            }
            if (usage != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
            }
            if (uri != null) {
                var names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
