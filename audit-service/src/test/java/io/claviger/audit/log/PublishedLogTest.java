package io.claviger.audit.log;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.claviger.audit.support.BegunLog;
import io.claviger.audit.support.Bus;
import io.claviger.audit.support.NoteVerifier;
import io.claviger.audit.support.ProofVerifier;
import io.claviger.audit.support.Records;
import io.claviger.audit.support.Tokens;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An outsider with nothing but HTTP and the verifier key checks the log. */
@QuarkusTest
class PublishedLogTest {

    private static final String LOG = "/claviger/v1/audit/log/";
    private static final int RECORDS = 300;

    private static Bus bus;
    private static String key;

    private NoteVerifier verifier;

    @BeforeAll
    static void publish() {
        bus = new Bus();
        key = Records.newKey();
        for (int i = 0; i < RECORDS; i++) {
            bus.publish(Records.of("kms.secrets.wrap", key).record());
        }
    }

    @AfterAll
    static void disconnect() {
        bus.close();
    }

    @BeforeEach
    void waitUntilAllAreSigned() {
        verifier = NoteVerifier.of(text("key"));
        BegunLog.awaitIt();
        await().until(() -> head().size() >= RECORDS);
    }

    @Test
    void isWhatItsCheckpointSays() {
        // Given
        NoteVerifier.Head head = head();

        // When
        List<byte[]> entries = entries(head.size());

        // Then
        List<byte[]> leaves = entries.stream().map(ProofVerifier::leaf).toList();
        assertThat(ProofVerifier.root(leaves)).isEqualTo(head.root());
        assertThat(head.origin()).isEqualTo("localhost:8080/claviger/v1/audit/log");
    }

    @Test
    void hasTilesThatFitItsEntries() {
        // Given
        NoteVerifier.Head head = head();
        List<byte[]> leaves =
                entries(head.size()).stream().map(ProofVerifier::leaf).toList();

        // Then
        assertThat(hashes(bytes("tile/0/000")))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(leaves.subList(0, 256));
        assertThat(hashes(bytes("tile/0/000.p/7")))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(leaves.subList(0, 7));
        int last = (int) (head.size() - 1) / 256;
        String width = head.size() % 256 == 0 ? "" : ".p/" + head.size() % 256;
        assertThat(hashes(bytes("tile/0/%03d".formatted(last) + width)))
                .usingElementComparator(Arrays::compare)
                .isEqualTo(leaves.subList(last * 256, leaves.size()));
        assertThat(bytes("tile/1/000.p/1")).isEqualTo(ProofVerifier.root(leaves.subList(0, 256)));
    }

    @Test
    void isServedAsTheSpecificationSays() {
        given().get(LOG + "checkpoint")
                .then()
                .statusCode(200)
                .header("Content-Type", "text/plain;charset=utf-8")
                .header("Cache-Control", "no-cache");
        given().get(LOG + "tile/0/000")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/octet-stream")
                .header("Cache-Control", "public, max-age=31536000, immutable");
        for (String missing :
                List.of("0/999", "0/000.p/256", "0/0", "1/999", "63/000.p/1", "64/000", "00/000", "x/000", "0/x001")) {
            given().get(LOG + "tile/" + missing)
                    .then()
                    .statusCode(404)
                    .header("Content-Type", "application/problem+json");
        }
    }

    @Test
    void provesARecordThatATrailReaderHolds() throws IOException {
        // Given
        NoteVerifier.Head head = head();
        String page = given().header("Authorization", Tokens.reader())
                .queryParam("key", key)
                .queryParam("limit", 1000)
                .get("/claviger/v1/audit/records")
                .asString();

        for (JsonNode found : new ObjectMapper().readTree(page).get("records")) {
            long seq = found.get("seq").asLong();
            if (seq % 37 == 0 && seq < head.size()) {
                // When
                JsonPath proof = json("proof?index=" + seq + "&size=" + head.size());

                // Then
                byte[] leaf = ProofVerifier.leaf(canonical(found.get("record")));
                assertThat(decode(proof.getString("leafHash"))).isEqualTo(leaf);
                assertThat(decode(proof.getString("rootHash"))).isEqualTo(head.root());
                assertThat(ProofVerifier.includes(leaf, seq, head.size(), path(proof), head.root()))
                        .isTrue();
            }
        }
    }

    @Test
    void continuesEveryCheckpointItEverSigned() {
        // Given
        NoteVerifier.Head before = head();
        bus.publish(Records.of("kms.secrets.rotate", key).record());

        // When
        await().until(() -> head().size() > before.size());
        NoteVerifier.Head after = head();

        // Then
        JsonPath proof = json("proof?first=" + before.size() + "&second=" + after.size());
        assertThat(ProofVerifier.continues(before.size(), before.root(), after.size(), after.root(), path(proof)))
                .isTrue();
        assertThat(ProofVerifier.continues(before.size(), after.root(), after.size(), after.root(), path(proof)))
                .isFalse();
    }

    @Test
    void keepsItsCheckpointsInLineWhileManyAskAndItGrows() throws InterruptedException {
        // Given
        List<NoteVerifier.Head> seen = new ArrayList<>();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            askers.add(Thread.ofPlatform().start(() -> {
                long last = 0;
                for (int ask = 0; ask < 100; ask++) {
                    NoteVerifier.Head head = head();
                    assertThat(head.size()).isGreaterThanOrEqualTo(last);
                    last = head.size();
                    synchronized (seen) {
                        seen.add(head);
                    }
                }
            }));
        }

        // When
        for (int i = 0; i < 100; i++) {
            bus.publish(Records.of("kms.secrets.wrap", Records.newKey()).record());
        }
        for (Thread asker : askers) {
            asker.join();
        }

        // Then
        assertThat(seen).hasSize(400);
        TreeMap<Long, byte[]> roots = new TreeMap<>();
        for (NoteVerifier.Head head : seen) {
            assertThat(roots.computeIfAbsent(head.size(), _ -> head.root())).isEqualTo(head.root());
        }
    }

    @Test
    void recordsWhoReadWholeEntriesAndWhoWasRefused() {
        // Given
        String operator = "IBMid-" + UUID.randomUUID();
        String stranger = "IBMid-" + UUID.randomUUID();

        // When: the second read is the first one's going on
        for (String tile : List.of("000", "000.p/9")) {
            given().header("Authorization", Tokens.platformAdministrator(operator))
                    .get(LOG + "tile/entries/" + tile)
                    .then()
                    .statusCode(200);
        }
        given().header("Authorization", Tokens.reader(TestTokens.ACCOUNT, stranger))
                .get(LOG + "tile/entries/000")
                .then()
                .statusCode(403);

        // Then
        assertThat(recordsOf(operator))
                .singleElement()
                .satisfies(read -> assertThat(read)
                        .containsEntry("action", "claviger-audit.entries.read")
                        .containsEntry("outcome", "success")
                        .containsEntry("requestData", Map.of("from", "000")));
        assertThat(recordsOf(stranger))
                .singleElement()
                .satisfies(read -> assertThat(read)
                        .containsEntry("action", "claviger-audit.entries.read")
                        .containsEntry("outcome", "failure"));
    }

    private static List<Map<String, Object>> recordsOf(String actor) {
        return await().until(
                        () -> given().header("Authorization", Tokens.service())
                                .queryParam("actor", actor)
                                .get("/claviger/v1/audit/records")
                                .jsonPath()
                                .getList("records.record"),
                        found -> !found.isEmpty());
    }

    @Test
    void verifiesItselfForItsReaders() {
        JsonPath verdict = await().until(
                        () -> given().header("Authorization", Tokens.reader())
                                .get(LOG + "verify")
                                .jsonPath(),
                        found -> found.get("checkedAt") != null
                                && found.get("size") instanceof Number size
                                && size.longValue() >= RECORDS);

        given().header("Authorization", Tokens.reader())
                .get(LOG + "verify?anew=1")
                .then()
                .statusCode(403);
        given().header("Authorization", Tokens.platformAdministrator())
                .get(LOG + "verify?anew=1")
                .then()
                .statusCode(200)
                .body("intact", is(true));
        assertThat(verdict.getBoolean("intact")).isTrue();
        assertThat(verdict.getLong("size")).isGreaterThanOrEqualTo(RECORDS);
        assertThat(verdict.getLong("checkpoint.size")).isGreaterThanOrEqualTo(RECORDS);
        assertThat(verdict.getList("findings")).isEmpty();
    }

    private NoteVerifier.Head head() {
        return verifier.head(text("checkpoint"));
    }

    private static List<byte[]> entries(long size) {
        List<byte[]> entries = new ArrayList<>();
        for (long tile = 0; tile * 256 < size; tile++) {
            long width = Math.min(256, size - tile * 256);
            String path = "%03d".formatted(tile) + (width == 256 ? "" : ".p/" + width);
            ByteBuffer bundle = ByteBuffer.wrap(bytes("tile/entries/" + path));
            while (bundle.hasRemaining()) {
                byte[] entry = new byte[Short.toUnsignedInt(bundle.getShort())];
                bundle.get(entry);
                entries.add(entry);
            }
        }
        assertThat(entries).hasSize((int) size);
        return entries;
    }

    private static List<byte[]> hashes(byte[] tile) {
        List<byte[]> hashes = new ArrayList<>();
        for (int at = 0; at < tile.length; at += 32) {
            hashes.add(Arrays.copyOfRange(tile, at, at + 32));
        }
        return hashes;
    }

    private static String text(String path) {
        return given().get(LOG + path).then().statusCode(200).extract().asString();
    }

    private static JsonPath json(String path) {
        return given().get(LOG + path).then().statusCode(200).extract().jsonPath();
    }

    private static byte[] bytes(String path) {
        return given().header("Authorization", Tokens.service())
                .get(LOG + path)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private static List<byte[]> path(JsonPath proof) {
        return proof.getList("proof", String.class).stream()
                .map(PublishedLogTest::decode)
                .toList();
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    /** As a client in any language would: names sorted, nothing between. */
    private static byte[] canonical(JsonNode record) throws IOException {
        ObjectMapper sorting = new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
        return sorting.writeValueAsBytes(sorting.treeToValue(record, Object.class));
    }
}
