package io.claviger.local.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates on P-256. Its own may sign none that would sign others. */
public final class Authority {
    // A day of grace for the clock of whoever checks.
    private static final Duration GRACE = Duration.ofDays(1);

    private final Issued own;
    private final Clock clock;
    private final SecureRandom random;

    /** One that exists. */
    public Authority(Issued own, Clock clock, SecureRandom random) {
        this.own = own;
        this.clock = clock;
        this.random = random;
    }

    public static Authority create(String commonName, Duration life, Clock clock, SecureRandom random)
            throws IOException {
        try {
            KeyPair keys = newKeys(random);
            var name = new X500Name("CN=" + commonName);
            var builder = builder(name, life, name, keys, clock, random)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            Issued own = sign((JcaX509v3CertificateBuilder) builder, keys, keys.getPrivate());
            return new Authority(own, clock, random);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("an authority cannot be made: " + e.getMessage(), e);
        }
    }

    public Issued own() {
        return own;
    }

    /**
     * @param names by which the holder is called, as alternatives to the subject; none for whoever only calls others
     * @param purposes what the certificate may be shown for
     */
    public Issued issue(String commonName, Duration life, List<GeneralName> names, List<KeyPurposeId> purposes)
            throws IOException {
        try {
            KeyPair keys = newKeys(random);
            var issuer = X500Name.getInstance(
                    own.certificate().getSubjectX500Principal().getEncoded());
            var builder = builder(issuer, life, new X500Name("CN=" + commonName), keys, clock, random)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(own.certificate()));
            if (!names.isEmpty()) {
                var alternatives = new GeneralNames(names.toArray(GeneralName[]::new));
                builder.addExtension(Extension.subjectAlternativeName, false, alternatives);
            }
            return sign((JcaX509v3CertificateBuilder) builder, keys, own.key());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("a certificate cannot be made: " + e.getMessage(), e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, Duration life, X500Name subject, KeyPair keys, Clock clock, SecureRandom random)
            throws IOException, GeneralSecurityException {
        Instant now = clock.instant();
        var serial = new BigInteger(127, random).add(BigInteger.ONE);
        var builder = new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(GRACE)), Date.from(now.plus(life)), subject, keys.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return builder;
    }

    private static Issued sign(JcaX509v3CertificateBuilder builder, KeyPair keys, PrivateKey by)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by);
        return new Issued(new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys.getPrivate());
    }

    private static KeyPair newKeys(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }
}
