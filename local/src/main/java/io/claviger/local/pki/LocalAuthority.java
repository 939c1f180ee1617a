package io.claviger.local.pki;

import io.claviger.local.layout.PrivateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keeps {@code ca.pem}, {@code ca.key}, {@code server.pem} (with the authority's certificate behind it) and {@code server.key}. */
public final class LocalAuthority {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    // Apple's systems accept no server certificate that lives longer than 825 days, private authorities included.
    private static final Duration SERVER_LIFE = Duration.ofDays(800);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final X500Name AUTHORITY = new X500Name("CN=Claviger local authority");
    private static final GeneralName[] SERVER_NAMES = {
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
        new GeneralName(GeneralName.iPAddress, "::1")
    };

    private final Path folder;
    private final Clock clock;
    private final SecureRandom random;

    public LocalAuthority(Path folder, Clock clock, SecureRandom random) {
        this.folder = folder;
        this.clock = clock;
        this.random = random;
    }

    public Path authorityCertificate() {
        return folder.resolve("ca.pem");
    }

    public Path serverCertificate() {
        return folder.resolve("server.pem");
    }

    public Path serverKey() {
        return folder.resolve("server.key");
    }

    /** Makes what is missing; a server certificate near its end is replaced, the authority never is. */
    public void prepare() throws IOException {
        try {
            if (!Files.exists(authorityCertificate())) {
                createAuthority();
            }
            if (!Files.exists(serverCertificate()) || endsSoon(read(serverCertificate()))) {
                createServer();
            }
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("certificates cannot be made: " + e.getMessage(), e);
        }
    }

    private boolean endsSoon(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().isBefore(clock.instant().plus(RENEW_BEFORE));
    }

    private void createAuthority() throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair keys = newKeys();
        var builder = builder(AUTHORITY, AUTHORITY_LIFE, AUTHORITY, keys)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        String certificate = sign((JcaX509v3CertificateBuilder) builder, keys.getPrivate());
        PrivateFiles.write(
                folder.resolve("ca.key"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        PrivateFiles.writePublic(authorityCertificate(), certificate);
    }

    private void createServer() throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair keys = newKeys();
        var names = new GeneralNames(SERVER_NAMES);
        var builder = builder(AUTHORITY, SERVER_LIFE, new X500Name("CN=localhost"), keys)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(read(authorityCertificate())))
                .addExtension(Extension.subjectAlternativeName, false, names);
        String certificate = sign((JcaX509v3CertificateBuilder) builder, authorityKey());
        PrivateFiles.write(serverKey(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        PrivateFiles.writePublic(serverCertificate(), certificate + Files.readString(authorityCertificate()));
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, Duration life, X500Name subject, KeyPair keys)
            throws CertIOException, GeneralSecurityException {
        Instant now = clock.instant();
        // A day of grace for the clock of whoever checks.
        Date from = Date.from(now.minus(Duration.ofDays(1)));
        var serial = new BigInteger(127, random).add(BigInteger.ONE);
        var builder = new JcaX509v3CertificateBuilder(
                issuer, serial, from, Date.from(now.plus(life)), subject, keys.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return builder;
    }

    private static String sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, IOException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return pem("CERTIFICATE", builder.build(signer).getEncoded());
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private PrivateKey authorityKey() throws IOException {
        return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) firstObject(folder.resolve("ca.key")));
    }

    private static X509Certificate read(Path pem) throws IOException, GeneralSecurityException {
        return new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) firstObject(pem));
    }

    private static Object firstObject(Path pem) throws IOException {
        try (var parser = new PEMParser(new StringReader(Files.readString(pem)))) {
            Object object = parser.readObject();
            if (object == null) {
                throw new IOException("nothing can be read from " + pem);
            }
            return object;
        }
    }

    private static String pem(String type, byte[] der) {
        byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
        String body = java.util.Base64.getMimeEncoder(64, newline).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
