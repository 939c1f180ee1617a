package io.claviger.local.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    private Path folder;

    private LocalAuthority authority;

    @BeforeEach
    void prepare() throws IOException {
        authority = at(NOW);
        authority.prepare();
    }

    @Test
    void vouchesForLocalhostUnderEveryNameItHas() throws Exception {
        X509Certificate server = read(authority.serverCertificate());

        server.verify(read(authority.authorityCertificate()).getPublicKey());
        assertThat(server.getSubjectAlternativeNames())
                .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void keepsKeysFromOthers() throws Exception {
        for (String key : List.of("ca.key", "server.key", "clients-ca.key")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(key)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void signsClientsByAnotherAuthorityThanServers() throws Exception {
        X509Certificate clients = read(authority.clientsCertificate());

        clients.verify(clients.getPublicKey());
        assertThat(clients.getBasicConstraints()).isZero();
        assertThat(clients.getPublicKey())
                .isNotEqualTo(read(authority.authorityCertificate()).getPublicKey());
    }

    @Test
    void staysTheSameOverARestart() throws Exception {
        byte[] before = Files.readAllBytes(authority.serverCertificate());

        at(NOW.plus(Duration.ofDays(300))).prepare();

        assertThat(Files.readAllBytes(authority.serverCertificate())).isEqualTo(before);
    }

    @Test
    void renewsTheServersCertificateBeforeItEnds() throws Exception {
        // Given
        byte[] authorityBefore = Files.readAllBytes(authority.authorityCertificate());
        Instant later = NOW.plus(Duration.ofDays(780));

        // When
        at(later).prepare();

        // Then
        assertThat(read(authority.serverCertificate()).getNotAfter()).isAfter(later.plus(Duration.ofDays(700)));
        assertThat(Files.readAllBytes(authority.authorityCertificate())).isEqualTo(authorityBefore);
    }

    private LocalAuthority at(Instant now) {
        return new LocalAuthority(folder, Clock.fixed(now, ZoneOffset.UTC), new SecureRandom());
    }

    private static X509Certificate read(Path pem) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
