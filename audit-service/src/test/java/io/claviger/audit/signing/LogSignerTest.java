package io.claviger.audit.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.audit.note.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSignerTest {

    private static final String ORIGIN = "audit.test/log";

    @TempDir
    Path folder;

    @Test
    void makesTheKeyOnceAndForItsOwnerOnly() throws IOException {
        // Given
        Path file = folder.resolve("deep/down/signing.pem");

        // When
        LogSigner first = open(file, "secret");
        LogSigner again = open(file, "secret");

        // Then
        assertThat(again.verifier().text()).isEqualTo(first.verifier().text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.list(file.getParent())).containsExactly(file);
        assertThat(SignedNote.sign("text\n", first).isSignedBy(again.verifier()))
                .isTrue();
    }

    @Test
    void startsWithOneKeyWhenTwoStartAtOnce() {
        Path file = folder.resolve("signing.pem");

        List<String> keys = IntStream.range(0, 4)
                .parallel()
                .mapToObj(_ -> open(file, "secret").verifier().text())
                .distinct()
                .toList();

        assertThat(keys).hasSize(1);
    }

    @Test
    void refusesAWrongPasswordAndKeepsTheFile() throws IOException {
        // Given
        Path file = folder.resolve("signing.pem");
        open(file, "secret");
        byte[] before = Files.readAllBytes(file);

        // Then
        assertThatThrownBy(() -> open(file, "guess"))
                .isInstanceOf(SigningKeyUnusable.class)
                .hasMessageContaining("signing.pem")
                .hasMessageContaining("claviger.audit.signing.password");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void refusesHalvesThatDoNotBelongTogether() throws IOException {
        // Given
        Path one = folder.resolve("one.pem");
        Path two = folder.resolve("two.pem");
        open(one, "secret");
        open(two, "secret");
        String mixed = Files.readString(one).substring(0, Files.readString(one).indexOf("-----BEGIN PUBLIC"))
                + Files.readString(two).substring(Files.readString(two).indexOf("-----BEGIN PUBLIC"));
        Files.writeString(one, mixed);

        // Then
        assertThatThrownBy(() -> open(one, "secret")).isInstanceOf(SigningKeyUnusable.class);
    }

    @Test
    void refusesAFileThatIsNoKey() throws IOException {
        Path file = Files.writeString(folder.resolve("signing.pem"), "not a key");

        assertThatThrownBy(() -> open(file, "secret")).isInstanceOf(SigningKeyUnusable.class);
    }

    private static LogSigner open(Path file, String password) {
        return LogSigner.open(ORIGIN, file, password.toCharArray(), new SecureRandom());
    }
}
