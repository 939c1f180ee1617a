package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHeadersTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 1_795_000_000_000L, Long.MAX_VALUE, -1, -42, Long.MIN_VALUE})
    void padsSequencesAsTheFormatDoes(long sequence) {
        assertThat(EventHeaders.padded(sequence)).isEqualTo("%019d".formatted(sequence));
    }
}
