package io.claviger.local.cli;

import io.claviger.local.layout.DataDir;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which system is meant. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder of the system: data, logs, certificates, secrets (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of(".claviger");

    DataDir folder() {
        return new DataDir(folder);
    }
}
