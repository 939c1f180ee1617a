package io.claviger.masters.clientcert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.masters.clientcert.Presented.Certified;
import io.claviger.masters.clientcert.Presented.Doubtful;
import io.claviger.masters.clientcert.Presented.Nothing;
import io.claviger.masters.support.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files, and whose word about a certificate counts. */
class ClientAuthorityTest {

    private static final String CLUSTER = "cluster0000000000000";

    @TempDir
    private Path folder;

    private ClientAuthority authority;
    private ShownCertificates shown;

    @BeforeEach
    void open() throws Exception {
        TestAuthority.ofNow().writeTo(folder);
        authority = new ClientAuthority(files("ca.pem", "ca.key", "proof"), Clock.systemUTC());
        shown = new ShownCertificates(authority, Clock.systemUTC());
    }

    @Test
    void believesTheFrontDoorAndNobodyElse() throws Exception {
        String field = issued();

        assertThat(shown.judge(field, TestAuthority.PROOF, CLUSTER)).isInstanceOf(Certified.class);
        assertThat(shown.judge(null, TestAuthority.PROOF, CLUSTER)).isEqualTo(new Nothing());
        assertThat(why(field, null)).contains("only when it was shown to the front door");
        assertThat(why(field, "")).contains("only when it was shown to the front door");
        assertThat(why(field, TestAuthority.PROOF + "x")).contains("only when it was shown to the front door");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "::", ":!:", ":MIIB:", "MIIB", ":MIIB:, :MIIB:", "\"text\"", "?1", ":MIIB:;a=1"})
    void refusesWhatIsNoCertificate(String field) {
        assertThat(why(field, TestAuthority.PROOF)).isEqualTo("the client certificate cannot be read");
    }

    @Test
    void takesUpFilesThatHaveChanged() throws Exception {
        String former = issued();

        TestAuthority.ofNow().writeTo(folder);
        for (String file : List.of("ca.pem", "ca.key", "proof")) {
            Files.setLastModifiedTime(
                    folder.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
        }

        assertThat(why(former, TestAuthority.PROOF)).contains("not from the authority");
        assertThat(shown.judge(issued(), TestAuthority.PROOF, CLUSTER)).isInstanceOf(Certified.class);
    }

    @Test
    void isNoAuthorityWithoutFiles() {
        ClientAuthority none = new ClientAuthority(files(null, null, null), Clock.systemUTC());

        assertThat(none.isThere()).isFalse();
        assertThat(new ShownCertificates(none, Clock.systemUTC()).judge(":MIIB:", TestAuthority.PROOF, CLUSTER))
                .isInstanceOf(Doubtful.class);
    }

    @Test
    void saysWhatKeepsItFromWorking() throws Exception {
        authority.requireUsable();
        Files.writeString(folder.resolve("short"), "too short");
        TestAuthority.ofNow().writeTo(folder.resolve("other"));
        Files.writeString(folder.resolve("noise"), "noise");

        assertThatThrownBy(() -> new ClientAuthority(files("ca.pem", "ca.key", null), Clock.systemUTC()))
                .hasMessageContaining("go together");
        assertThat(fault("ca.pem", "ca.key", "short")).contains("short cannot be used: it has fewer than 32");
        assertThat(fault("ca.pem", "other/ca.key", "proof")).contains("the key is not its own");
        assertThat(fault("ca.pem", "noise", "proof")).contains("no private key").doesNotContain("noise\n");
        assertThat(fault("noise", "ca.key", "proof")).contains("noise cannot be used");
        assertThat(fault("gone", "ca.key", "proof")).contains("gone");
    }

    @Test
    void keepsTheAuthorityOfServersFromSigningClients() {
        ClientAuthorityCheck other = new ClientAuthorityCheck(authority, new FrontDoor(Optional.empty()));
        ClientAuthorityCheck same =
                new ClientAuthorityCheck(authority, new FrontDoor(Optional.of(folder.resolve("ca.pem"))));

        assertThat(other.call().getStatus()).hasToString("UP");
        assertThat(same.call().getStatus()).hasToString("DOWN");
        assertThat(same.call().getData().orElseThrow().toString()).contains("must not be the authority of");
    }

    private String fault(String certificate, String key, String proof) {
        ClientAuthority faulty = new ClientAuthority(files(certificate, key, proof), Clock.systemUTC());
        try {
            faulty.requireUsable();
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String issued() throws Exception {
        Caller caller = new Caller("IBMid-1", "me", "acc", Caller.Kind.USER, Map.of());
        try (ClientCertificate made = authority.issue(
                caller, Crn.cluster("eu-de", "acc", CLUSTER), Instant.now().plusSeconds(600))) {
            X509Certificate certificate = PemFile.certificates(
                            new String(made.certificate(), StandardCharsets.US_ASCII))
                    .getFirst();
            return TestAuthority.field(certificate);
        }
    }

    private String why(String field, @Nullable String proof) {
        return assertThat(shown.judge(field, proof, CLUSTER))
                .asInstanceOf(type(Doubtful.class))
                .actual()
                .why();
    }

    private ClientAuthorityConfig files(@Nullable String certificate, @Nullable String key, @Nullable String proof) {
        return new ClientAuthorityConfig() {
            @Override
            public Optional<Path> certificate() {
                return Optional.ofNullable(certificate).map(folder::resolve);
            }

            @Override
            public Optional<Path> key() {
                return Optional.ofNullable(key).map(folder::resolve);
            }

            @Override
            public Optional<Path> frontDoorProof() {
                return Optional.ofNullable(proof).map(folder::resolve);
            }
        };
    }

    private record FrontDoor(Optional<Path> caFile) implements io.claviger.masters.frontdoor.FrontDoorConfig {
        @Override
        public String httpsUrl() {
            return "https://localhost";
        }
    }
}
