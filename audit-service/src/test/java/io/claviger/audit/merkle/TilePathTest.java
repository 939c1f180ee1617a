package io.claviger.audit.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {

    @ParameterizedTest
    @CsvSource({
        "000, 0, 256",
        "067, 67, 256",
        "x001/x234/067, 1234067, 256",
        "x001/x234/067.p/8, 1234067, 8",
        "x001/000, 1000, 256",
        "273.p/112, 273, 112",
        "000.p/255, 0, 255",
    })
    void readsAndWritesTheSpecifiedForm(String text, long index, int width) {
        assertThat(TilePath.parse(text)).contains(new TilePath(index, width));
        assertThat(new TilePath(index, width)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "01",
                "0000",
                "x000/001",
                "001/002",
                "x001",
                "x001/x002",
                "000.p/0",
                "000.p/256",
                "000.p/01",
                "000.p/",
                "000.p/1000",
                "-01",
                "000/",
                "/000",
                "x001//002",
                "x999/x999/x999/x999/x999/999",
                "000.p/8/",
                "000\n",
                "٠٠٠"
            })
    void refusesEveryOtherSpelling(String text) {
        assertThat(TilePath.parse(text)).isEmpty();
    }

    @Test
    void existsOnlyAsFarAsTheLogGoes() {
        assertThat(new TilePath(0, 112).exists(0, 112)).isTrue();
        assertThat(new TilePath(0, 113).exists(0, 112)).isFalse();
        assertThat(TilePath.full(0).exists(0, 255)).isFalse();
        assertThat(new TilePath(0, 1).exists(1, 255)).isFalse();
        assertThat(new TilePath(0, 1).exists(1, 256)).isTrue();
        assertThat(new TilePath(0, 1).exists(63, Long.MAX_VALUE)).isFalse();
        assertThat(TilePath.parse("x999/x999/x999/x999/999").orElseThrow().exists(0, Long.MAX_VALUE))
                .isTrue();
    }
}
