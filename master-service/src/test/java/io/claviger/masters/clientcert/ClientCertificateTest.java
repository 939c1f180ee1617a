package io.claviger.masters.clientcert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_clientAuth;
import static org.bouncycastle.asn1.x509.KeyPurposeId.id_kp_serverAuth;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.masters.clientcert.Presented.Certified;
import io.claviger.masters.clientcert.Presented.Doubtful;
import io.claviger.masters.support.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom certificates are made for, and who gets in by them. */
class ClientCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3_600);
    private static final String CLUSTER = "cluster0000000000000";
    private static final Crn CRN = Crn.cluster("eu-de", "acc", CLUSTER);
    private static final TestAuthority AUTHORITY = TestAuthority.until(NOW.plusSeconds(40_000));

    @ParameterizedTest
    @ValueSource(strings = {"IBMid-1", "#0500", "\\,+=<>;\"", " keycloak-Zoë Ω ", "a,CN=IBMid-admin"})
    void namesTheCallerOfTheTokenWithItsRolesOnClusters(String odd) throws Exception {
        Caller caller = new Caller(
                odd,
                odd,
                "acc",
                Caller.Kind.USER,
                Map.of("containers-kubernetes", List.of("Viewer", "Manager"), "kms", List.of("Manager")));

        Presented presented = check(issued(caller, LATER), NOW);

        assertThat(presented)
                .isEqualTo(new Certified(new Caller(
                        odd,
                        odd,
                        "acc",
                        Caller.Kind.USER,
                        Map.of("containers-kubernetes", List.of("Viewer", "Manager")),
                        Caller.Credential.CERTIFICATE)));
    }

    @Test
    void endsWithTheTokenOrSoonerWithItsAuthority() throws Exception {
        Instant end = AUTHORITY.certificate().getNotAfter().toInstant();

        assertThat(issued(caller(), LATER).getNotAfter().toInstant()).isEqualTo(LATER);
        assertThat(issued(caller(), end.plusSeconds(60)).getNotAfter().toInstant())
                .isEqualTo(end);
    }

    @ParameterizedTest
    @MethodSource
    void refuses(String why, X509Certificate certificate) {
        assertThat(check(certificate, NOW))
                .asInstanceOf(type(Doubtful.class))
                .satisfies(doubtful -> assertThat(doubtful.why()).contains(why));
    }

    static Stream<Arguments> refuses() throws Exception {
        String uri = CRN.toString();
        TestAuthority namesake = TestAuthority.until(LATER);
        String user = "O=Manager,2.5.4.41=me,CN=IBMid-1";
        return Stream.of(
                Arguments.of("has expired at 2026-11-20T09:59:59Z", issued(caller(), NOW.minusSeconds(1))),
                Arguments.of("not valid before", AUTHORITY.sign(user, NOW.plusSeconds(3_601), id_kp_clientAuth, uri)),
                Arguments.of("not from the authority", namesake.sign(user, LATER, id_kp_clientAuth, uri)),
                Arguments.of("not made for clients", AUTHORITY.sign(user, LATER, null, uri)),
                Arguments.of("not made for clients", AUTHORITY.sign(user, LATER, id_kp_serverAuth, uri)),
                Arguments.of("not made for clients", AUTHORITY.certificate()),
                Arguments.of("names no user and cluster", AUTHORITY.sign(user, LATER, id_kp_clientAuth, null)),
                Arguments.of("names no user and cluster", AUTHORITY.sign(user, LATER, id_kp_clientAuth, "urn:x")),
                Arguments.of(
                        "names no user and cluster",
                        AUTHORITY.sign("2.5.4.41=me,CN=IBMid-1,CN=IBMid-2", LATER, id_kp_clientAuth, uri)),
                Arguments.of(
                        "names no user and cluster",
                        AUTHORITY.sign(
                                user,
                                LATER,
                                id_kp_clientAuth,
                                CRN.ofService("kms").toString())),
                Arguments.of(
                        "for another cluster",
                        AUTHORITY.sign(
                                user,
                                LATER,
                                id_kp_clientAuth,
                                Crn.cluster("eu-de", "acc", "other000000000000000")
                                        .toString())));
    }

    @Test
    void takesCertificatesOfTheAuthorityBeforeToo() throws Exception {
        X509Certificate former = issued(caller(), LATER);
        X509Certificate next = TestAuthority.until(LATER).certificate();

        assertThat(CertificateCheck.check(former, List.of(next, AUTHORITY.certificate()), CLUSTER, NOW))
                .isInstanceOf(Certified.class);
        assertThat(CertificateCheck.check(former, List.of(next), CLUSTER, NOW)).isInstanceOf(Doubtful.class);
    }

    @Test
    void wipesTheKeyOnceItIsHandedOut() throws Exception {
        ClientCertificate made = make(caller(), LATER);
        byte[] key = made.key();
        assertThat(new String(key, StandardCharsets.US_ASCII)).startsWith("-----BEGIN PRIVATE KEY-----\nM");

        made.close();

        assertThat(key).isEqualTo(new byte[key.length]);
        assertThat(made).hasToString("ClientCertificate");
    }

    private static Presented check(X509Certificate certificate, Instant now) {
        return CertificateCheck.check(certificate, List.of(AUTHORITY.certificate()), CLUSTER, now);
    }

    private static X509Certificate issued(Caller caller, Instant until) throws Exception {
        try (ClientCertificate made = make(caller, until)) {
            return PemFile.certificates(new String(made.certificate(), StandardCharsets.US_ASCII))
                    .getFirst();
        }
    }

    private static ClientCertificate make(Caller caller, Instant until) throws Exception {
        return new Signing(AUTHORITY.certificate(), AUTHORITY.keys().getPrivate(), new SecureRandom())
                .certificate(new Holder(caller, CRN), NOW.minusSeconds(60), until);
    }

    private static Caller caller() {
        return new Caller("IBMid-1", "me", "acc", Caller.Kind.USER, Map.of());
    }
}
