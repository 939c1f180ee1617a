package io.claviger.workers.disk.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.claviger.workers.disk.DiskDriver;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs where cryptsetup is installed; the volumes are real. */
class LuksDisksTest extends DiskDriverContract {

    @Override
    DiskDriver driver(Path folder) {
        Optional<DiskDriver> found = LuksDisks.find("cryptsetup", folder);
        assumeTrue(found.isPresent(), "cryptsetup is not on this machine");
        return found.orElseThrow();
    }

    @Test
    void isNotFoundWhereThereIsNoSuchCommand() {
        assertThat(LuksDisks.find("no-such-command-here", folder)).isEmpty();
    }
}
