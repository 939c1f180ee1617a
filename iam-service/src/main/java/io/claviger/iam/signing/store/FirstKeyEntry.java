package io.claviger.iam.signing.store;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A new RSA key pair with the certificate that a PKCS#12 entry needs. Nobody checks that certificate: it holds the public
 * key and nothing more, so its dates are wide.
 */
final class FirstKeyEntry {

    /** 128-bit strength, good beyond 2030 (NIST SP 800-57 part 1, table 2); a token is signed once an hour per client. */
    private static final int BITS = 3072;

    private static final Duration VALIDITY = Duration.ofDays(20L * 365);

    private final SecureRandom random;
    private final Clock clock;

    FirstKeyEntry(SecureRandom random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    void addTo(KeyStore store, String alias, char[] password) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS, random);
        KeyPair pair = generator.generateKeyPair();
        store.setKeyEntry(alias, pair.getPrivate(), password, new Certificate[] {holder(pair)});
    }

    private Certificate holder(KeyPair pair) throws GeneralSecurityException {
        X500Name name = new X500Name("CN=Claviger token signing");
        Instant now = clock.instant();
        try {
            X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(127, random).add(BigInteger.ONE),
                            Date.from(now),
                            Date.from(now.plus(VALIDITY)),
                            name,
                            pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
            return new JcaX509CertificateConverter().getCertificate(certificate);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the key pair cannot sign", e);
        }
    }
}
