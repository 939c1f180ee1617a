package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import io.claviger.events.Samples.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Types, samples, schemas and the AsyncAPI document say the same. */
class GoldenSamplesTest {

    private final Contract contract = new Contract();

    @Test
    void knowsEverySealedTypeByItsWireName() {
        Set<Class<?>> sealed = Samples.leaves(DomainEvent.class).collect(Collectors.toSet());

        assertThat(Set.<Class<?>>copyOf(Samples.TYPES.values())).isEqualTo(sealed);
        assertThat(Samples.TYPES).hasSameSizeAs(sealed);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decodesToItsTypeAndEncodesToTheSameJson(Sample sample) throws IOException {
        DomainEvent event = sample.event();

        assertThat(event).isInstanceOf(sample.eventClass());
        assertThat(event.type()).isEqualTo(sample.type());
        assertThat(Samples.JSON.readTree(EventCodec.data(event))).isEqualTo(sample.data());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void hasTheHeadersThatItsEventGets(Sample sample) {
        DomainEvent event = sample.event();

        EventHeaders headers = EventHeaders.parse(sample.headers());

        assertThat(headers.toMap()).containsExactlyInAnyOrderEntriesOf(sample.headers());
        assertThat(headers.type()).isEqualTo(event.type());
        assertThat(headers.source()).isEqualTo(event.source());
        assertThat(headers.subject()).isEqualTo(event.subject());
        assertThat(headers.sequence()).isEqualTo(event.sequence());
        assertThat(headers.partitionKey())
                .isEqualTo(event.partitionKey())
                .isEqualTo(sample.json().get("key").textValue());
        assertThat(sample.json().get("topic").textValue())
                .isEqualTo(event.topic().wireName());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWhatItsSchemasSay(Sample sample) {
        assertThat(messages(contract.payloadSchema(sample.type()), sample.data().toString()))
                .isEmpty();
        assertThat(messages(
                        contract.headersSchema(), sample.json().get("headers").toString()))
                .isEmpty();
    }

    private static Set<ValidationMessage> messages(JsonSchema schema, String json) {
        return schema.validate(json, InputFormat.JSON);
    }

    static List<Sample> samples() {
        return Samples.all();
    }
}
