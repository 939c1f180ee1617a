package io.claviger.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTest {
    @Test
    void showsTimeLevelCorrelationLoggerAndMessage() {
        String line = """
                {"timestamp":"2026-11-22T03:08:17.457470105Z","loggerName":"io.claviger.kit.web.ProblemMappers",\
                "level":"ERROR","message":"request failed path=/x","mdc":{"correlationId":"c-1"},\
                "exception":{"exceptionType":"java.lang.IllegalStateException","message":"no"}}""";

        assertThat(LogLine.readable(line))
                .isEqualTo("03:08:17.457 ERROR [c-1] ProblemMappers request failed path=/x"
                        + " | java.lang.IllegalStateException: no");
    }

    @Test
    void leavesOtherLinesAsTheyAre() {
        assertThat(LogLine.readable("LOG:  database system is ready")).isEqualTo("LOG:  database system is ready");
        assertThat(LogLine.readable("{\"cut\":")).isEqualTo("{\"cut\":");
        assertThat(LogLine.readable("{}")).isEqualTo("{}");
    }
}
