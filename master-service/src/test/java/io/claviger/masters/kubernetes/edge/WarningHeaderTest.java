package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningHeaderTest {

    @Test
    void saysHowManyMoreThereAreRatherThanFillingTheHead() {
        List<String> headers = WarningHeader.of(Collections.nCopies(1_000, "w".repeat(300)));

        assertThat(headers.stream().mapToInt(String::length).sum()).isLessThan(4_200);
        assertThat(headers).hasSize(16).last().isEqualTo("299 - \"and 985 more warnings\"");
        assertThat(WarningHeader.of(List.of("a \"b\"", "c"))).containsExactly("299 - \"a \\\"b\\\"\"", "299 - \"c\"");
    }
}
