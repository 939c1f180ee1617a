package io.claviger.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRecordTest {
    private Process sleeper;

    @BeforeEach
    void start() throws IOException {
        sleeper = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() {
        sleeper.destroyForcibly();
    }

    @Test
    void knowsItsProcessAgain(@TempDir Path folder) throws Exception {
        // Given
        var run = new RunFolder(folder);
        run.write(ProcessRecord.of("key-service", sleeper.toHandle(), 8182));

        // When
        var read = run.read("key-service").orElseThrow();

        // Then
        assertThat(read.running()).contains(sleeper.toHandle());
        assertThat(read.port()).isEqualTo(8182);
    }

    @Test
    void takesAProcessThatStartedAtAnotherTimeForSomebodyElses() {
        ProcessRecord recycled = former();

        assertThat(recycled.running()).isEmpty();
    }

    @Test
    void neverKillsSomebodyElsesProcess() {
        var stopped = new OrderlyStop(Duration.ofSeconds(1)).stop(List.of(former()));

        assertThat(stopped).isEmpty();
        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void isOverWhenTheProcessIs() throws Exception {
        var record = ProcessRecord.of("key-service", sleeper.toHandle(), 0);

        var stopped = new OrderlyStop(Duration.ofMinutes(1)).stop(List.of(record));

        assertThat(stopped).containsExactly("key-service");
        assertThat(sleeper.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(record.running()).isEmpty();
    }

    @Test
    void readsAHalfWrittenRecordAsNone(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("key-service.json"), "{\"part\":\"key-service\",\"pid\":");

        assertThat(new RunFolder(folder).all()).isEmpty();
    }

    /** A record whose process ended long ago and whose number the sleeper was given since. */
    private ProcessRecord former() {
        var record = ProcessRecord.of("key-service", sleeper.toHandle(), 8182);
        return new ProcessRecord(
                record.part(),
                record.pid(),
                record.since().minus(Duration.ofMinutes(5)),
                record.port(),
                record.owner());
    }
}
