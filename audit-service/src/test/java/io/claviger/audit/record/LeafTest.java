package io.claviger.audit.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.claviger.audit.support.Records;
import io.claviger.events.EventCodec;
import io.claviger.events.UnreadableEventException;
import io.claviger.kit.crn.Crn;
import io.claviger.testkit.TestTokens;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeafTest {

    private static final String ID = "0b6e5f3a-0000-4000-8000-00000000abcd";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ \"b\" : 1 , \"a\" : [ 1, {} , [] ] }|{\"a\":[1,{},[]],\"b\":1}",
                "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}"
                        + "|{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}",
                "{\"s\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"}"
                        + "|{\"s\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
                "{\"n\":[null,true,false,9007199254740993,-0,1.50]}|{\"n\":[null,true,false,9007199254740993,0,1.5]}",
            })
    void hasOneSpelling(String json, String canonical) throws Exception {
        assertThat(new String(CanonicalJson.bytes(new JsonMapper().readTree(json)), StandardCharsets.UTF_8))
                .isEqualTo(canonical);
    }

    @Test
    void staysTheSameHoweverTheRecordIsPrinted() throws Exception {
        // Given
        byte[] compact = EventCodec.data(Records.of("kms.secrets.wrap", Records.newKey())
                .asking(Map.of("b", 1, "a", "ü"))
                .record());
        JsonMapper json = new JsonMapper();

        // When
        byte[] printed = json.writerWithDefaultPrettyPrinter().writeValueAsBytes(json.readTree(compact));

        // Then
        assertThat(Leaf.of(printed).hash()).isEqualTo(Leaf.of(compact).hash());
        assertThat(Leaf.of(Leaf.of(compact).entry()).entry())
                .isEqualTo(Leaf.of(compact).entry());
    }

    @Test
    void isFoundByWhatTheRecordSays() {
        String key = Records.newKey();
        Records record = Records.of("kms.secrets.wrap", key).at(Instant.parse("2026-01-02T03:04:05.123456789Z"));

        Leaf.Facts facts = leaf(record).facts();

        assertThat(facts.action()).isEqualTo("kms.secrets.wrap");
        assertThat(facts.outcome()).isEqualTo("success");
        assertThat(facts.initiatorId()).isEqualTo("IBMid-tester");
        assertThat(facts.targetId()).isEqualTo(key);
        assertThat(facts.targetKeyId()).isEqualTo(Records.idOf(key));
        assertThat(facts.account()).isEqualTo(TestTokens.ACCOUNT);
        assertThat(facts.correlationId()).isEqualTo(record.correlationId());
        assertThat(facts.eventTime()).isEqualTo("2026-01-02T03:04:05.123456Z");
    }

    @Test
    void knowsEveryKeyTheRecordConcerns() {
        // Given
        String cluster = Crn.cluster("local", TestTokens.ACCOUNT, "c1").toString();
        String key = Records.newKey();

        // When
        Leaf leaf = leaf(Records.of("containers-kubernetes.cluster-kms.enable", cluster)
                .asking(Map.of(
                        "crk_id", ID.toUpperCase(Locale.ROOT),
                        "requestURI", "/global/v2/enableKMS",
                        "keyRingId", "default"))
                .answering(Map.of("newValue", Map.of("crk", key), "keys", List.of(key), "keyVersionId", "v1")));

        // Then
        assertThat(leaf.facts().targetKeyId()).isNull();
        assertThat(leaf.facts().concernedKeys()).containsExactlyInAnyOrder(ID, Records.idOf(key));
    }

    @Test
    void takesTheAccountOfTheSourceWhenTheTargetHasNone() {
        String json = """
                {"eventTime":"2026-01-01T00:00:00Z","action":"a","outcome":"success","initiator":{"id":"i"},
                 "target":{"id":"plain"},"logSourceCRN":"crn:v1:bluemix:public:kms:local:a/abc:inst::"}""";

        assertThat(Leaf.of(json.getBytes(StandardCharsets.UTF_8)).facts().account())
                .isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{}",
                "{\"eventTime\":\"yesterday\",\"action\":\"a\",\"outcome\":\"success\",\"initiator\":{\"id\":\"i\"},\"target\":{\"id\":\"t\"}}",
                "{\"eventTime\":\"+99999-01-01T00:00:00Z\",\"action\":\"a\",\"outcome\":\"s\",\"initiator\":{\"id\":\"i\"},\"target\":{\"id\":\"t\"}}",
                "{\"eventTime\":\"2026-01-01T00:00:00Z\",\"action\":\"a\",\"outcome\":\"success\",\"initiator\":{\"id\":\"i\"},\"target\":{\"id\":null}}",
                "{\"eventTime\":\"2026-01-01T00:00:00Z\",\"action\":7,\"outcome\":\"success\",\"initiator\":{\"id\":\"i\"},\"target\":{\"id\":\"t\"}}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1} {}",
                "{\"a\":\"\\ud800\"}",
            })
    void refusesWhatItCouldNotFindAgain(String json) {
        assertThatThrownBy(() -> Leaf.of(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableEventException.class);
    }

    @Test
    void refusesAnEntryThatNoBundleCanHold() {
        Records record = Records.of("a", Records.newKey()).asking(Map.of("note", "x".repeat(66_000)));

        assertThatThrownBy(() -> leaf(record))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("65535");
    }

    private static Leaf leaf(Records record) {
        return Leaf.of(EventCodec.data(record.record()));
    }
}
