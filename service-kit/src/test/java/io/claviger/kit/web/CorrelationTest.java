package io.claviger.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationTest {

    @AfterEach
    void forget() {
        Correlation.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0b9c2f3e-0000-4000-8000-000000000000", "trace:1.2_3-x"})
    void takesAnAcceptableId(String id) {
        assertThat(Correlation.begin(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\nb",
                "a\r\nSet-Cookie: x",
                "<script>",
                "{\"a\":1}",
                "ä",
                "a\u0000",
                "%0a",
                "${jndi:x}",
                "a\n"
            })
    void replacesAHostileId(String id) {
        assertThat(UUID.fromString(Correlation.begin(id))).isNotNull();
    }

    @Test
    void replacesAnEndlessId() {
        assertThat(Correlation.begin("a".repeat(128))).hasSize(128);
        assertThat(Correlation.begin("a".repeat(129))).hasSize(36);
    }

    @Test
    void putsTheOuterIdBackAfterTheInnerOne() {
        Correlation.begin("outer");

        Correlation.with("inner", () -> assertThat(Correlation.current()).isEqualTo("inner"));

        assertThat(Correlation.current()).isEqualTo("outer");
    }

    @Test
    void leavesNothingBehindOnAThreadThatHadNone() {
        Correlation.with(null, () -> assertThat(Correlation.current()).isNotNull());

        assertThat(MDC.get(Correlation.KEY)).isNull();
    }
}
