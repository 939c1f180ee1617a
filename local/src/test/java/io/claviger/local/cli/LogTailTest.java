package io.claviger.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void showsTheLastLinesAndThenWholeNewOnes() throws Exception {
        // Given
        Path log = Files.writeString(folder.resolve("a.log"), "1\n2\n3\n");
        var tail = tail(log);
        tail.last(2);

        // When
        Files.writeString(log, "4\nhalf", StandardOpenOption.APPEND);
        tail.news();
        Files.writeString(log, " and whole\n", StandardOpenOption.APPEND);
        tail.news();

        // Then
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("> 2\n> 3\n> 4\n> half and whole\n");
    }

    @Test
    void beginsAgainWhenTheFileWasMadeAnew() throws Exception {
        Path log = Files.writeString(folder.resolve("a.log"), "a long first line\n");
        var tail = tail(log);
        tail.last(5);

        Files.writeString(log, "new\n");
        tail.news();

        assertThat(shown.toString(StandardCharsets.UTF_8)).endsWith("> new\n");
    }

    private LogTail tail(Path log) {
        return new LogTail(log, "> ", false, new PrintStream(shown, true, StandardCharsets.UTF_8));
    }
}
