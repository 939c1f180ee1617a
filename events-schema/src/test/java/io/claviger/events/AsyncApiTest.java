package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.events.Samples.Sample;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AsyncApiTest {

    private final Contract contract = new Contract();
    private final JsonNode document = contract.document();

    @Test
    void namesEveryTopicAndItsDeadLettersAndNoOther() {
        Set<String> addresses = new HashSet<>();
        document.get("channels")
                .forEach(channel -> addresses.add(channel.get("address").textValue()));

        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values())
                        .flatMap(topic -> Stream.of(topic.wireName(), topic.deadLetters()))
                        .toList());
    }

    @Test
    void namesEveryTypeAndNoOther() {
        Set<String> named = new TreeSet<>(contract.messages().keySet());
        named.remove("unreadable");

        assertThat(named).isEqualTo(new TreeSet<>(Samples.TYPES.keySet()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void carriesEachTypeOnItsTopic(Sample sample) {
        String topic = sample.event().topic().wireName();
        Set<String> carriers = new HashSet<>();
        document.get("channels").forEach(channel -> {
            for (JsonNode message : channel.get("messages")) {
                String name = message.get("$ref").textValue().substring("#/components/messages/".length());
                if (document.at("/components/messages/" + name + "/name")
                        .textValue()
                        .equals(sample.type())) {
                    carriers.add(channel.get("address").textValue());
                }
            }
        });

        assertThat(carriers).containsExactly(topic);
        assertThat(contract.message(sample.type()).get("x-sample").textValue())
                .isEqualTo("samples/" + sample.type() + ".json");
    }

    @Test
    void pointsOnlyToWhatIsThere() {
        document.findValuesAsText("$ref").forEach(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(Samples.resource(reference)).as(reference).isNotEmpty();
            }
        });
    }

    static List<Sample> samples() {
        return Samples.all();
    }
}
