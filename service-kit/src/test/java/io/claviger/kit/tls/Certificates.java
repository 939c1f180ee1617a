package io.claviger.kit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A folder as cert-manager fills it, from an authority that is new each time; and the same for a client that is a JVM. */
public final class Certificates {

    private static final char[] PASSWORD = "of the test".toCharArray();
    private static final X500Name AUTHORITY = new X500Name("CN=authority of the test");

    private Certificates() {}

    /** Also {@code client.p12}, whose password is {@code of the test}. */
    public static void write(Path folder) {
        try {
            Files.createDirectories(folder);
            KeyPair authority = keys();
            X509Certificate ca = sign(AUTHORITY, authority, authority, true);
            KeyPair keys = keys();
            X509Certificate own = sign(new X500Name("CN=localhost"), keys, authority, false);
            Files.writeString(folder.resolve("ca.crt"), pem("CERTIFICATE", ca.getEncoded()));
            Files.writeString(folder.resolve("tls.crt"), pem("CERTIFICATE", own.getEncoded()));
            Files.writeString(
                    folder.resolve("tls.key"),
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            store.setCertificateEntry("ca", ca);
            store.setKeyEntry("own", keys.getPrivate(), PASSWORD, new X509Certificate[] {own, ca});
            try (OutputStream out = Files.newOutputStream(folder.resolve("client.p12"))) {
                store.store(out, PASSWORD);
            }
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whoever trusts the folder's authority and shows its certificate. */
    static SSLContext client(Path folder) throws IOException, GeneralSecurityException {
        return context(store(folder), store(folder));
    }

    /** Whoever trusts the authority of one folder and shows the certificate of another, or none. */
    static SSLContext client(Path trusting, Path showing) throws IOException, GeneralSecurityException {
        return context(store(trusting), store(showing));
    }

    static SSLContext clientWithoutCertificate(Path trusting) throws IOException, GeneralSecurityException {
        KeyStore none = KeyStore.getInstance("PKCS12");
        none.load(null, PASSWORD);
        return context(store(trusting), none);
    }

    private static SSLContext context(KeyStore trusted, KeyStore shown) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(shown, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path folder) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("client.p12"))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static X509Certificate sign(X500Name subject, KeyPair keys, KeyPair authority, boolean ca)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                AUTHORITY,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                subject,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
        if (!ca) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
        }
        PrivateKey by = authority.getPrivate();
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
