package io.claviger.keys.wrapping.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.wire.WireJson;
import io.claviger.keys.wrapping.Batches.Outcome;
import io.claviger.keys.wrapping.rules.Wrapped;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is written by hand is what a mapper writes, to the byte. */
class WrapWriterTest {

    private static final List<String> MESSAGES = List.of(
            "", "plain", "\"quoted\" and \\ and /", "tab\t newline\n nul\0 \u001f \u007f", "é € \uD83D\uDD11 \u2028");

    private final Random random = new Random(7);

    @Test
    void writesOneAnswerAsTheMapperDoes() {
        for (int i = 0; i < 2_000; i++) {
            try (Wrapped wrapped = wrapped()) {
                assertThat(new String(WrapWriter.one(wrapped), UTF_8))
                        .isEqualTo(new String(WireJson.bytes(WrapJson.of(wrapped)), UTF_8));
            }
        }
    }

    @Test
    void keepsNothingOfABatchThatIsAnswered() throws IOException {
        // Given
        List<Outcome> outcomes = List.of(new Outcome.Done(wrapped()), new Outcome.Done(wrapped()));
        byte[] expected = WrapWriter.all(outcomes);

        // When
        byte[] sent;
        byte[] kept;
        try (Response answer = BatchResource.ok(outcomes)) {
            WipedAnswer answered = (WipedAnswer) answer.getEntity();
            kept = answered.bytes();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            answered.write(out);
            sent = out.toByteArray();
        }

        // Then
        assertThat(sent).isEqualTo(expected);
        assertThat(kept).containsOnly(0);
    }

    @Test
    void keepsNothingOfABatchThatNobodyReads() {
        byte[] secret = {1, 2, 3};

        assertThatThrownBy(() -> new WipedAnswer(secret).write(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("gone");
                    }
                }))
                .hasMessage("gone");

        assertThat(secret).containsOnly(0);
    }

    @Test
    void writesBatchesAsTheMapperDoes() {
        for (int i = 0; i < 200; i++) {
            List<Outcome> outcomes = new ArrayList<>();
            for (int items = random.nextInt(8); items > 0; items--) {
                outcomes.add(random.nextInt(3) == 0 ? new Outcome.Refused(refusal()) : new Outcome.Done(wrapped()));
            }

            byte[] written = WrapWriter.all(outcomes);

            Object json =
                    Map.of("items", outcomes.stream().map(WrapWriterTest::json).toList());
            assertThat(new String(written, UTF_8)).isEqualTo(new String(WireJson.bytes(json), UTF_8));
        }
    }

    private static Object json(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> WrapJson.of(done.wrapped());
            case Outcome.Refused refused -> {
                Map<String, Object> error = new java.util.LinkedHashMap<>();
                error.put("code", refused.refusal().code());
                error.put("message", refused.refusal().message());
                yield Map.of("error", error);
            }
        };
    }

    private Refusal refusal() {
        return Refusal.of(422, "KEY_ERR_" + random.nextInt(9), MESSAGES.get(random.nextInt(MESSAGES.size())));
    }

    private Wrapped wrapped() {
        return switch (random.nextInt(5)) {
            case 0 -> new Wrapped.Fresh(ciphertext(), version(), null);
            case 1 -> new Wrapped.Fresh(ciphertext(), version(), secret());
            case 2 -> new Wrapped.Opened(secret(), version());
            case 3 -> new Wrapped.OpenedAndRewrapped(secret(), version(), ciphertext(), version());
            default -> new Wrapped.Rewrapped(ciphertext(), version(), version());
        };
    }

    private String ciphertext() {
        return Base64.getEncoder().encodeToString(bytes(400));
    }

    private SecretBytes secret() {
        return SecretBytes.takeOwnershipOf(bytes(70));
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Life.Version version() {
        Instant created = random.nextBoolean()
                ? Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000), random.nextInt(1_000_000_000))
                : Instant.ofEpochSecond(1_700_000_040L);
        return new Life.Version(new VersionId(new UUID(random.nextLong(), random.nextLong())), 1, 256, created);
    }
}
