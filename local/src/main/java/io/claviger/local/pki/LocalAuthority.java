package io.claviger.local.pki;

import io.claviger.local.layout.PrivateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Keeps {@code ca.pem}, {@code ca.key}, {@code server.pem} (with the authority's certificate behind it) and {@code server.key}; and
 * {@code clients-ca.pem} and {@code clients-ca.key}, another authority, which master-service signs client certificates with.
 */
public final class LocalAuthority {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    // Apple's systems accept no server certificate that lives longer than 825 days, private authorities included.
    private static final Duration SERVER_LIFE = Duration.ofDays(800);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final List<GeneralName> SERVER_NAMES = List.of(
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1"));

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

    /** Of clients; no server has a certificate of it. */
    public Path clientsCertificate() {
        return folder.resolve("clients-ca.pem");
    }

    public Path clientsKey() {
        return folder.resolve("clients-ca.key");
    }

    /** Makes what is missing; a server certificate near its end is replaced, the authority never is. */
    public void prepare() throws IOException {
        if (!Files.exists(authorityCertificate())) {
            createAuthority("Claviger local authority", authorityCertificate(), authorityKey());
        }
        if (!Files.exists(clientsCertificate())) {
            createAuthority("Claviger local authority of clients", clientsCertificate(), clientsKey());
        }
        if (!Files.exists(serverCertificate()) || endsSoon(certificate(serverCertificate()))) {
            createServer();
        }
    }

    private boolean endsSoon(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().isBefore(clock.instant().plus(RENEW_BEFORE));
    }

    private void createAuthority(String name, Path certificateFile, Path keyFile) throws IOException {
        Issued own = Authority.create(name, AUTHORITY_LIFE, clock, random).own();
        PrivateFiles.write(keyFile, own.keyPem());
        PrivateFiles.writePublic(certificateFile, own.certificatePem());
    }

    private void createServer() throws IOException {
        var own = new Issued(certificate(authorityCertificate()), key(authorityKey()));
        Issued server = new Authority(own, clock, random)
                .issue("localhost", SERVER_LIFE, SERVER_NAMES, List.of(KeyPurposeId.id_kp_serverAuth));
        PrivateFiles.write(serverKey(), server.keyPem());
        PrivateFiles.writePublic(
                serverCertificate(), server.certificatePem() + Files.readString(authorityCertificate()));
    }

    private Path authorityKey() {
        return folder.resolve("ca.key");
    }

    private static PrivateKey key(Path pem) throws IOException {
        return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) firstObject(pem));
    }

    private static X509Certificate certificate(Path pem) throws IOException {
        try {
            return new JcaX509CertificateConverter().getCertificate((X509CertificateHolder) firstObject(pem));
        } catch (CertificateException e) {
            throw new IOException(pem + " is no certificate: " + e.getMessage(), e);
        }
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
}
