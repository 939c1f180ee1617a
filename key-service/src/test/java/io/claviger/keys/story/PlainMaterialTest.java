package io.claviger.keys.story;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Importer;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** I1: plants material and searches everything that outlives a call for it, raw, in hex and in base64. */
@QuarkusTest
class PlainMaterialTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Inject
    MovableClock clock;

    @Test
    void leavesNoPlainMaterialInRowsTopicsLogsOrAnswers() {
        // Given
        byte[] imported = random(32);
        byte[] rotated = random(24);
        byte[] dataKey = random(32);
        byte[] secret = random(48);
        byte[] malformed = random(20);
        byte[] underToken = random(32);
        Captured logs = new Captured();
        Kms kms = Kms.newInstance();
        List<String> answers = new ArrayList<>();

        // When
        Response created = kms.request()
                .header("Prefer", "return=representation")
                .body(Kms.createBody(
                        "\"name\":\"mine\",\"extractable\":false,\"payload\":\"" + base64(imported) + "\""))
                .post("/api/v2/keys");
        answers.add(created.asString());
        String key = created.path("resources[0].id");
        kms.request()
                .body(Kms.createBody("\"name\":\"stored\",\"extractable\":true,\"payload\":\"" + base64(secret) + "\""))
                .post("/api/v2/keys")
                .then()
                .statusCode(201);
        String wrapped = kms.wrap(key, "{\"plaintext\":\"" + base64(dataKey) + "\"}");
        answers.add(wrapped);
        answers.add(new String(Base64.getDecoder().decode(wrapped), StandardCharsets.ISO_8859_1));
        answers.add(kms.act(key, "rotate", "{\"payload\":\"" + base64(rotated) + "\"}")
                .asString());
        answers.add(
                kms.act(key, "rewrap", "{\"ciphertext\":\"" + wrapped + "\"}").asString());
        kms.act(key, "unwrap", "{\"ciphertext\":\"" + wrapped + "\"}").then().statusCode(200);
        String broken = base64(malformed);
        answers.add(kms.act(key, "wrap", "{\"plaintext\":\"" + broken + "*\"}").asString());
        answers.add(
                kms.act(key, "wrap", "{\"plaintext\":\"" + broken + "\", oops").asString());
        answers.add(kms.act(key, "rotate", "{\"payload\":\"" + base64(malformed) + "\"}")
                .asString());
        answers.add(kms.act(key, "unwrap", "{\"ciphertext\":{\"a\":\"" + broken + "\"}}")
                .asString());
        Importer importer = Importer.of(kms);
        answers.add(kms.request()
                .body(Kms.createBody("\"name\":\"sent\",\"extractable\":false," + importer.fields(underToken)))
                .post("/api/v2/keys")
                .then()
                .statusCode(201)
                .extract()
                .asString());
        kms.act(key, "disable").then().statusCode(204);
        answers.add(kms.act(key, "wrap", "{\"plaintext\":\"" + base64(dataKey) + "\"}")
                .asString());
        for (String path : List.of("", "/metadata", "/versions?allKeyStates=true")) {
            answers.add(kms.request().get("/api/v2/keys/" + key + path).asString());
        }
        answers.add(kms.request().get("/api/v2/keys").asString());

        // Then
        String topics = topicsUntilTheDisableOf(key);
        String logged = logs.text();
        String everything = Rows.everything() + topics + logged + String.join("\n", answers);
        assertThat(List.of(Rows.everything(), topics, logged, answers.getFirst()))
                .as("each place was really looked into")
                .allSatisfy(place -> assertThat(place).contains(key));
        for (byte[] planted : List.of(imported, rotated, dataKey, secret, malformed, underToken, importer.nonce())) {
            for (String form : forms(planted)) {
                assertThat(everything).doesNotContain(form);
            }
        }
    }

    private static String topicsUntilTheDisableOf(String key) {
        try (Bus bus = new Bus("claviger.keys.v1", "claviger.activity.v1", "claviger.acks.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .extracting(record -> Bus.header(record, "ce_type"))
                    .contains("io.claviger.key.disabled"));
            StringBuilder all = new StringBuilder();
            bus.records(_ -> true).forEach(record -> {
                all.append(new String(record.value(), StandardCharsets.ISO_8859_1));
                record.headers().forEach(header -> all.append(new String(header.value(), StandardCharsets.ISO_8859_1)));
            });
            return all.toString();
        }
    }

    /** Base64 also at the two other offsets it can have inside longer text, where only its middle is the same. */
    private static List<String> forms(byte[] bytes) {
        List<String> forms = new ArrayList<>();
        forms.add(new String(bytes, StandardCharsets.ISO_8859_1));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT));
        forms.add(HexFormat.of().formatHex(base64(bytes).getBytes(StandardCharsets.US_ASCII)));
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String text = base64(shifted);
            forms.add(text.substring(4, text.length() - 4));
        }
        return forms;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** All that any logger says, at the level an operator would turn on to find a fault. */
    private static final class Captured extends Handler {

        private final StringBuffer text = new StringBuffer();

        Captured() {
            setLevel(Level.ALL);
            setFormatter(new SimpleFormatter());
            Logger.getLogger("").addHandler(this);
            for (String name : List.of("io.claviger", "org.postgresql", "io.agroal", "org.jboss.resteasy")) {
                Logger logger = Logger.getLogger(name);
                logger.setLevel(Level.ALL);
            }
        }

        String text() {
            Logger.getLogger("").removeHandler(this);
            for (String name : List.of("io.claviger", "org.postgresql", "io.agroal", "org.jboss.resteasy")) {
                Logger.getLogger(name).setLevel(null);
            }
            return text.toString();
        }

        @Override
        public void publish(LogRecord record) {
            text.append(getFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
