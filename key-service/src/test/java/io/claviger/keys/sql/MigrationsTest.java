package io.claviger.keys.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Migrations run while replicas of the former version work: whoever queues for a table makes everybody queue behind it. */
class MigrationsTest {

    /** From here on there are installations to be upgraded. */
    private static final int FIRST_WITH_TRAFFIC = 56;

    @Test
    void sayHowLongTheyWaitBeforeTheyAskForALock() throws IOException {
        for (Path migration : migrations()) {
            assertThat(statements(migration))
                    .as("%s", migration.getFileName())
                    .first()
                    .asString()
                    .startsWith("set local lock_timeout");
        }
    }

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<Path> later =
                    all.filter(each -> version(each) >= FIRST_WITH_TRAFFIC).toList();
            assertThat(later).isNotEmpty();
            return later;
        }
    }

    private static int version(Path migration) {
        String name = migration.getFileName().toString();
        return Integer.parseInt(name, 1, name.indexOf("__"), 10);
    }

    private static List<String> statements(Path migration) throws IOException {
        return Files.readAllLines(migration).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .toList();
    }
}
