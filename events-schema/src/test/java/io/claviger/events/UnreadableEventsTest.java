package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableEventsTest {

    private static final String DISABLED = "io.claviger.key.disabled";
    private static final Map<String, String> HEADERS = Samples.of(DISABLED).headers();

    @ParameterizedTest
    @ValueSource(strings = {"io.claviger.key.melted", "io.claviger.key.Disabled", "com.example.key.disabled", "x"})
    void refusesATypeThatItDoesNotKnow(String type) {
        assertThatThrownBy(() -> EventCodec.decode(type, Samples.of(DISABLED).bytes()))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessage("event type " + type + " is not known");
    }

    @ParameterizedTest
    @NullAndEmptySource
    void refusesAnEventWithoutData(byte[] data) {
        assertThatThrownBy(() -> EventCodec.decode(DISABLED, data))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("has no data");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null                     | is null
            planted                  | is not JSON
            {"keyId":"planted        | is not JSON
            {"revision":99999999999999999999} | too large
            "planted"                | the data is missing, null or of the wrong form
            []                       | the data is missing, null or of the wrong form
            7                        | the data is missing, null or of the wrong form
            {}                       | is missing, null or of the wrong form
            """)
    void refusesDataThatIsNoneAndDoesNotQuoteIt(String data, String reason) {
        assertThatThrownBy(() -> EventCodec.decode(DISABLED, data.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining(DISABLED)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("planted");
    }

    @ParameterizedTest
    @CsvSource({
        "state,\"planted\"",
        "state,\"2\"",
        "state,2.5",
        "state,true",
        "stateSince,\"planted\"",
        "stateSince,{}",
        "keyVersion,\"planted\"",
        "keyVersion,[]",
        "revision,\"planted\"",
        "keyId,7",
        "crn,false"
    })
    void refusesAFieldOfTheWrongFormAndNamesIt(String field, String value) throws Exception {
        var data = Samples.of(DISABLED).data().<ObjectNode>deepCopy();
        data.set(field, Samples.JSON.readTree(value));

        assertThatThrownBy(() -> EventCodec.decode(DISABLED, Samples.JSON.writeValueAsBytes(data)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining(field)
                .hasMessageNotContaining("planted");
    }

    @Test
    void refusesARevisionThatNobodyCanHave() {
        String data = Samples.of(DISABLED).data().toString().replace("\"revision\":3", "\"revision\":0");

        assertThatThrownBy(() -> EventCodec.decode(DISABLED, data.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("revision must be at least 1");
    }

    @Test
    void refusesTwoEventsInOneRecord() {
        String data = Samples.of(DISABLED).data().toString();

        assertThatThrownBy(() -> EventCodec.decode(DISABLED, (data + data).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableEventException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_specversion", "ce_id", "ce_type", "ce_source"})
    void refusesARecordWithoutARequiredHeader(String header) {
        assertThatThrownBy(() -> EventHeaders.parse(without(header)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining(header);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_specversion,0.3",
        "ce_id,' '",
        "ce_type,''",
        "ce_time,yesterday",
        "ce_time,2026-03-01",
        "ce_sequence,third",
        "ce_sequence,99999999999999999999"
    })
    void refusesAHeaderOfTheWrongForm(String header, String value) {
        assertThatThrownBy(() -> EventHeaders.parse(with(header, value)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining(header);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ce_subject",
                "ce_time",
                "ce_partitionkey",
                "ce_sequence",
                "content-type",
                "traceparent",
                "ce_correlationid"
            })
    void readsARecordWithoutAnOptionalHeader(String header) {
        assertThat(EventHeaders.parse(without(header)).id()).isEqualTo(HEADERS.get("ce_id"));
    }

    @Test
    void readsWhatOtherProducersWrite() {
        Map<String, String> headers = with("ce_time", "2026-03-01T10:10:00.5+01:00");
        headers.put("ce_sequence", "3");
        headers.put("ce_dataschema", "https://example.org/schema");
        headers.put("content-type", "application/json; charset=UTF-8");

        EventHeaders read = EventHeaders.parse(headers);

        assertThat(read.time()).isEqualTo(Instant.parse("2026-03-01T09:10:00.500Z"));
        assertThat(read.sequence()).isEqualTo(3);
    }

    private static Map<String, String> without(String header) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.remove(header);
        return headers;
    }

    private static Map<String, String> with(String header, String value) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.put(header, value);
        return headers;
    }
}
