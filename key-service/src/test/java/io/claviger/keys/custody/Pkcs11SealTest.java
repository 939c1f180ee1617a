package io.claviger.keys.custody;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.token.TokenAwayException;
import io.claviger.keys.custody.token.TokenProcess;
import io.claviger.keys.custody.token.TokenSettings;
import io.claviger.keys.support.SoftToken;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against SoftHSM2. */
@Tag("softhsm")
class Pkcs11SealTest extends SealContract {

    private static final List<String> CONTEXT = List.of("instance-key", "one");
    private static final SoftToken TOKEN = SoftToken.make().withKey("one").withKey("two");

    private final List<Seal> open = new ArrayList<>();
    private final Seal seal = opened("one");

    @AfterEach
    void close() {
        open.forEach(Seal::close);
    }

    @Override
    Seal seal() {
        return seal;
    }

    @Override
    Seal reopened() {
        return opened("one");
    }

    @Override
    Seal another() {
        return opened("two");
    }

    @Test
    void refusesWhileTheTokenIsOutAndWorksAgainWhenItIsBack() {
        // Given
        Sealed sealed = sealedSecret();
        SoftToken.pullOut();
        try {
            // When, Then
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> seal.open(sealed, CONTEXT))
                        .isInstanceOf(TokenAwayException.class)
                        .hasMessageContaining("slot " + TOKEN.slot());
            }
            assertThatThrownBy(this::sealedSecret).isInstanceOf(TokenAwayException.class);
        } finally {
            SoftToken.putBack();
        }
        await().ignoreExceptionsInstanceOf(TokenAwayException.class)
                .untilAsserted(() -> assertThat(opened(seal, sealed, CONTEXT)).hasSize(32));
    }

    @Test
    void refusesInTimeWhileTheLibraryHangsAndStartsItAnew() throws Exception {
        // Given
        TokenSettings patient = TOKEN.settings("one");
        TokenSettings hasty = new TokenSettings(
                patient.library(), patient.slot(), patient.pinFile(), patient.keyLabel(), Duration.ofSeconds(5));
        List<ProcessHandle> before = tokenProcesses();
        // A busy machine may need longer to start a process.
        Seal hanging = Objects.requireNonNull(await().ignoreExceptionsInstanceOf(TokenAwayException.class)
                .until(() -> kept(new Pkcs11Seal("hanging", TokenProcess.open(hasty), RANDOM)), Objects::nonNull));
        Sealed sealed = sealedSecret();
        ProcessHandle process = await().until(
                        () -> tokenProcesses().stream()
                                .filter(child -> !before.contains(child))
                                .toList(),
                        started -> started.size() == 1)
                .getFirst();
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();

        // When
        CompletableFuture<Opening> answer = CompletableFuture.supplyAsync(() -> hanging.open(sealed, CONTEXT));

        // Then
        assertThat(answer)
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(TokenAwayException.class)
                .withMessageContaining("did not answer within 5000 ms");
        await().ignoreExceptionsInstanceOf(TokenAwayException.class)
                .untilAsserted(
                        () -> assertThat(opened(hanging, sealed, CONTEXT)).hasSize(32));
        await().until(() -> !process.isAlive());
    }

    @Test
    void survivesTheDeathOfTheProcessThatHoldsTheToken() {
        // Given
        Sealed sealed = sealedSecret();

        // When
        tokenProcesses().forEach(ProcessHandle::destroyForcibly);

        // Then
        await().ignoreExceptionsInstanceOf(TokenAwayException.class)
                .untilAsserted(() -> assertThat(opened(seal, sealed, CONTEXT)).hasSize(32));
    }

    @Test
    void refusesAWrongPinWithASentenceThatNamesItsFile() throws Exception {
        // Given
        SoftToken other = SoftToken.make().withKey("one");
        Files.writeString(other.pinFile(), "000000");

        // When, Then
        assertThatThrownBy(() -> TokenProcess.open(other.settings("one")))
                .isInstanceOf(TokenAwayException.class)
                .hasMessage("The token in slot " + other.slot() + " refuses the PIN in " + other.pinFile() + ".");
    }

    /** Real tokens lock themselves after a few tries. */
    @Test
    void triesARefusedPinOnceAndAgainOnlyWhenItsFileHasChanged() throws Exception {
        // Given
        SoftToken other = SoftToken.make().withKey("one");
        Seal losing = kept(new Pkcs11Seal("losing", TokenProcess.open(other.settings("one")), RANDOM));
        Sealed sealed = sealed(losing);
        Files.writeString(other.pinFile(), "000000");
        tokenProcesses().forEach(ProcessHandle::destroyForcibly);
        await().untilAsserted(() ->
                assertThatThrownBy(() -> losing.open(sealed, CONTEXT)).hasMessageContaining("refuses the PIN"));

        // When the pause between tries is over
        List<ProcessHandle> processes = tokenProcesses();
        await().pollDelay(Duration.ofMillis(700))
                .untilAsserted(() ->
                        assertThatThrownBy(() -> losing.open(sealed, CONTEXT)).hasMessageContaining("refuses the PIN"));

        // Then no process was started to try it again
        assertThat(processes).containsAll(tokenProcesses());
        Files.writeString(other.pinFile(), SoftToken.PIN);
        Files.setLastModifiedTime(other.pinFile(), FileTime.from(Instant.now().plusSeconds(5)));
        await().ignoreExceptionsInstanceOf(TokenAwayException.class)
                .untilAsserted(() -> assertThat(opened(losing, sealed, CONTEXT)).hasSize(32));
    }

    @Test
    void refusesASlotThatIsNotThereAndAKeyThatIsNotOnTheToken() {
        TokenSettings right = TOKEN.settings("one");
        TokenSettings slot =
                new TokenSettings(right.library(), 4711, right.pinFile(), right.keyLabel(), right.timeout());

        assertThatThrownBy(() -> TokenProcess.open(slot))
                .isInstanceOf(TokenAwayException.class)
                .hasMessageContaining("gives no token in slot 4711");
        assertThatThrownBy(() -> TokenProcess.open(TOKEN.settings("three")))
                .isInstanceOf(TokenAwayException.class)
                .hasMessageContaining("no AES key labelled 'three'");
    }

    @Test
    void refusesAKeyThatCanBeReadOutOfTheToken() {
        SoftToken careless = SoftToken.make().withReadableKey("one");

        assertThatThrownBy(() -> TokenProcess.open(careless.settings("one")))
                .isInstanceOf(TokenAwayException.class)
                .hasMessageContaining("sensitive and not extractable");
    }

    private static List<ProcessHandle> tokenProcesses() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("TokenServer"))
                .toList();
    }

    private Seal opened(String label) {
        return kept(new Pkcs11Seal("token", TokenProcess.open(TOKEN.settings(label)), RANDOM));
    }

    private Seal kept(Seal opened) {
        open.add(opened);
        return opened;
    }

    private Sealed sealedSecret() {
        return sealed(seal);
    }

    private static Sealed sealed(Seal under) {
        try (SecretBytes secret = SecretBytes.random(RANDOM, 32)) {
            return under.seal(secret, CONTEXT);
        }
    }
}
