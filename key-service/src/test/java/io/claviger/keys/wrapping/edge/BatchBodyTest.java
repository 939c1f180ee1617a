package io.claviger.keys.wrapping.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.wrapping.Batches.Item;
import io.claviger.kit.web.JsonBody;
import io.claviger.kit.web.ProblemException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However a batch is read, the same comes of it as when a mapper reads it. */
class BatchBodyTest {

    private static final List<Operation> USES = List.of(Operation.WRAP, Operation.UNWRAP, Operation.REWRAP);
    private static final List<String> ODD_FIELDS = List.of(
            "\"Plaintext\":\"c2VjcmV0\"",
            "\"plaintext\":null",
            "\"plaintext\":\"c2VjcmV0\",\"plaintext\":\"b3RoZXI=\"",
            "\"plaintext\":\"not base64\"",
            "\"plaintext\":\"c2VjcmV0\\u003d\"",
            "\"plaintext\":17",
            "\"plaintext\":\"\"",
            "\"ciphertext\":\"\"",
            "\"ciphertext\":\"bm9uZQ==\"",
            "\"ciphertext\":null",
            "\"aad\":null",
            "\"aad\":[null]",
            "\"aad\":[1]",
            "\"aad\":\"a\"",
            "\"aad\":[[\"a\"]]",
            "\"aad\":[\"\\ud800\"]",
            "\"other\":{\"deep\":[1,2]}");

    private final Random random = new Random(11);

    @Test
    void readsUsualAndUnusualBatchesAlike() {
        for (int i = 0; i < 3_000; i++) {
            byte[] body = body();
            for (Operation use : USES) {
                assertReadsAlike(use, body);
            }
        }
    }

    @Test
    void readsDamagedBatchesAlike() {
        for (int i = 0; i < 3_000; i++) {
            byte[] body = body();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                body[random.nextInt(body.length)] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : oddCharacter());
            }
            assertReadsAlike(USES.get(random.nextInt(USES.size())), body);
        }
    }

    @Test
    void readsAsManyAsAllowedAndNoMore() {
        for (int items : List.of(0, 1, 999, 1000, 1001)) {
            String all = IntStream.range(0, items).mapToObj(_ -> "{}").collect(Collectors.joining(","));
            assertReadsAlike(Operation.WRAP, ("{\"items\":[" + all + "]}").getBytes(UTF_8));
        }
    }

    @Test
    void readsWhatIsUsualWithoutTheMapper() {
        byte[] body = "{\"items\":[{\"plaintext\":\"c2VjcmV0\",\"aad\":[\"a\"]},{}]}".getBytes(UTF_8);

        assertThat(UseBody.readAll(body, 2)).isPresent();
        assertThat(UseBody.readAll(body, 1)).isEmpty();
    }

    private static void assertReadsAlike(Operation use, byte[] body) {
        String expected = told(() -> JsonBody.read(body, BatchBody.class).items(use));
        assertThat(told(() -> BatchBody.read(use, body)))
                .as("%s of %s", use, new String(body, UTF_8))
                .isEqualTo(expected);
    }

    /** All there is to know of the items, or of why there are none. */
    private static String told(Supplier<List<Item>> reading) {
        try {
            return reading.get().stream().map(BatchBodyTest::told).collect(Collectors.joining("; "));
        } catch (RefusedException e) {
            return e.refusal().toString();
        } catch (ProblemException e) {
            return e.problem().toString();
        }
    }

    private static String told(Item item) {
        return switch (item) {
            case Item.Wrap wrap -> "wrap " + hex(wrap.dataKey()) + wrap.aad();
            case Item.Open open -> "open " + open.ciphertext().versionId() + open.aad();
            case Item.Malformed malformed -> malformed.refusal().toString();
        };
    }

    private static String hex(@org.jspecify.annotations.Nullable SecretBytes secret) {
        return secret == null ? "new" : secret.use(InsecureSecretAccess.get(), HexFormat.of()::formatHex);
    }

    private byte[] body() {
        int items = random.nextInt(4);
        String all = IntStream.range(0, items).mapToObj(_ -> item()).collect(Collectors.joining(space() + ","));
        String name = random.nextInt(20) == 0 ? "Items" : "items";
        String more = random.nextInt(20) == 0 ? ",\"more\":1" : "";
        String after = random.nextInt(20) == 0 ? " {}" : space();
        return ("{\"" + name + "\":" + space() + "[" + all + "]" + more + "}" + after).getBytes(UTF_8);
    }

    private String item() {
        if (random.nextInt(30) == 0) {
            return random.nextBoolean() ? "null" : "[]";
        }
        String[] fields =
                IntStream.range(0, random.nextInt(3)).mapToObj(_ -> field()).toArray(String[]::new);
        return "{" + String.join(",", Arrays.asList(fields)) + space() + "}";
    }

    private String field() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> "\"plaintext\":\"" + base64(random.nextInt(50)) + "\"";
            case 2 -> "\"ciphertext\":\"" + ciphertext() + "\"";
            case 3 -> "\"aad\":[\"a" + random.nextInt(9) + "\",\"\\u00e9\"]";
            default -> ODD_FIELDS.get(random.nextInt(ODD_FIELDS.size()));
        };
    }

    private String ciphertext() {
        String shape = "{\"ciphertext\":\"%s\",\"iv\":\"%s\",\"version\":\"4.0.0\",\"handle\":\"%s\"}"
                .formatted(base64(90), base64(24), new UUID(random.nextLong(), random.nextLong()));
        return Base64.getEncoder().encodeToString(shape.getBytes(UTF_8));
    }

    private String base64(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private String space() {
        return random.nextInt(5) == 0 ? " \n" : "";
    }

    private char oddCharacter() {
        String odd = "\"{}[],:\\ \0=+A";
        return odd.charAt(random.nextInt(odd.length()));
    }
}
