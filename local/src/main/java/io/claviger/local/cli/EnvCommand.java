package io.claviger.local.cli;

import io.claviger.local.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** For {@code eval "$(./claviger env)"}. */
@Command(
        name = "env",
        mixinStandardHelpOptions = true,
        description =
                "Prints what a shell needs to talk to the system: eval \"$(./claviger env)\". It holds an API key.")
final class EnvCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws IOException {
        Path file = data.folder().env();
        if (!Files.exists(file)) {
            throw new LocalFailure("there is no " + file + " yet: ./claviger up makes it");
        }
        System.out.print(Files.readString(file));
        return 0;
    }
}
