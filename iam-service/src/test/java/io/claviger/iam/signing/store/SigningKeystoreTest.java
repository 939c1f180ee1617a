package io.claviger.iam.signing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.iam.IamException.KeystoreUnusable;
import io.claviger.iam.signing.SigningKeys;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeystoreTest {

    private static final String PASSWORD = "a-password";

    private final FirstKeyEntry firstEntry = new FirstKeyEntry(new SecureRandom(), Clock.systemUTC());
    private Path file = Path.of("unset");

    @BeforeEach
    void inAFolderThatIsNotThereYet(@TempDir Path folder) {
        file = folder.resolve("iam/signing.p12");
    }

    @Test
    void makesTheKeystoreForItsOwnerOnlyAndLeavesNothingBeside() throws Exception {
        open().signerId();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> beside = Files.list(file.getParent())) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("signing.p12", "signing.p12.lock");
        }
    }

    @Test
    void findsTheSameKeyAtTheNextStart() {
        String first = open().signerId();

        assertThat(open().signerId()).isEqualTo(first);
    }

    @Test
    void makesOneKeyWhenTwoReplicasStartAtOnce() throws Exception {
        // Given
        List<Future<String>> replicas = new ArrayList<>();

        // When: threads of one JVM cannot hold a file lock twice, so each replica is a process of its own
        try (ExecutorService starts = Executors.newFixedThreadPool(2)) {
            for (int replica = 0; replica < 2; replica++) {
                replicas.add(starts.submit(() -> Replica.startAndName(file, PASSWORD)));
            }
        }

        // Then
        assertThat(replicas.get(0).get()).isNotBlank().isEqualTo(replicas.get(1).get());
    }

    @Test
    void refusesAWrongPasswordAndSaysWhichFile() {
        open();

        assertThatThrownBy(() -> new SigningKeystore(file, "another", "token-signing", firstEntry).open())
                .isInstanceOf(KeystoreUnusable.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("claviger.iam.signing.password")
                .hasMessageNotContaining("another");
    }

    @Test
    void refusesAnAliasThatIsNotThere() {
        open();

        assertThatThrownBy(() -> new SigningKeystore(file, PASSWORD, "other", firstEntry).open())
                .isInstanceOf(KeystoreUnusable.class)
                .hasMessageContaining("'other'");
    }

    @Test
    void publishesFormerKeysSoThatTheirTokensStillVerify() throws Exception {
        // Given: a token of the first key, and a second key beside it
        SigningKeys before = open();
        String token = before.sign(claims());
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        firstEntry.addTo(store, "next", PASSWORD.toCharArray());
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }

        // When
        SigningKeys after = new SigningKeystore(file, PASSWORD, "next", firstEntry).open();

        // Then
        assertThat(after.signerId()).isNotEqualTo(before.signerId());
        assertThat(new JwtConsumerBuilder()
                        .setVerificationKeyResolver(after.verification())
                        .build()
                        .processToClaims(token)
                        .getSubject())
                .isEqualTo("somebody");
    }

    @Test
    void namesAKeyByItsThumbprint() throws Exception {
        SigningKeys keys = open();

        JsonWebKey published =
                new JsonWebKeySet(keys.published()).getJsonWebKeys().getFirst();

        assertThat(keys.signerId())
                .isEqualTo(published.getKeyId())
                .isEqualTo(published.calculateBase64urlEncodedThumbprint("SHA-256"));
    }

    private SigningKeys open() {
        return new SigningKeystore(file, PASSWORD, "token-signing", firstEntry).open();
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("somebody");
        return claims;
    }
}
