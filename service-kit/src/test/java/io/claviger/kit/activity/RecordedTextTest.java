package io.claviger.kit.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody keeps what they did out of the log by doing it under a monstrous name. */
class RecordedTextTest {

    @Test
    void cutsWhatIsTooLong() {
        assertThat(RecordedText.required("a".repeat(70_000)))
                .hasSize(RecordedText.LONGEST)
                .endsWith("…");
        assertThat(RecordedText.required("a".repeat(RecordedText.LONGEST))).hasSize(RecordedText.LONGEST);
    }

    @Test
    void replacesHalfASurrogatePairAndKeepsWholeOnes() {
        assertThat(RecordedText.required("a\ud800b")).isEqualTo("a\uFFFDb");
        assertThat(RecordedText.required("\udc00")).isEqualTo("\uFFFD");
        assertThat(RecordedText.required("key \ud83d\udd11")).isEqualTo("key \ud83d\udd11");
        String cut = RecordedText.required("a".repeat(RecordedText.LONGEST - 2) + "\ud83d\udd11 and more");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(cut)).isTrue();
    }

    @Test
    void boundsTheWholeOfWhatACallerMayPutIntoARecord() {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            values.put("field" + i, "x".repeat(100_000));
        }

        Map<String, Object> bounded = RecordedText.within(values);

        int characters = bounded.values().stream()
                .mapToInt(value -> value.toString().length())
                .sum();
        assertThat(characters).isLessThan(20_000);
    }

    @Test
    void keepsNumbersAndTruthAndWritesListsAsText() {
        assertThat(RecordedText.within(Map.of("state", 5, "force", true, "zones", List.of("a", "b"))))
                .isEqualTo(Map.of("state", 5, "force", true, "zones", "a, b"));
    }
}
