package io.claviger.local.cli;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.system.PartStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One part's log, or all of them with each line under its part's name. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the end of a part's log, or of every part's.")
final class LogsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PART", description = "launcher, kafka, postgres, key-service, ...")
    private @Nullable String part;

    @Option(
            names = {"-f", "--follow"},
            description = "go on as lines come, until Ctrl-C")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "how many lines to begin with (${DEFAULT-VALUE})")
    private int lines = 50;

    @Option(names = "--json", description = "lines as services write them, for programs")
    private boolean raw;

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var tails = tails(data.folder());
        for (LogTail tail : tails) {
            tail.last(lines);
        }
        while (follow) {
            for (LogTail tail : tails) {
                tail.news();
            }
            Thread.sleep(200);
        }
        return 0;
    }

    private List<LogTail> tails(DataDir folder) {
        List<String> known = PartStatus.names().toList();
        String wanted = part;
        if (wanted == null) {
            var all = known.stream()
                    .filter(name -> follow || Files.exists(folder.log(name)))
                    .map(name -> new LogTail(folder.log(name), "%-15s | ".formatted(name), raw, System.out))
                    .toList();
            if (all.isEmpty()) {
                throw new LocalFailure("there are no logs in " + folder.logs() + " yet");
            }
            return all;
        }
        if (!known.contains(wanted)) {
            throw new LocalFailure("no part is called " + wanted + "; the parts are " + String.join(", ", known));
        }
        if (!Files.exists(folder.log(wanted)) && !follow) {
            throw new LocalFailure(wanted + " has not written a log in " + folder.logs() + " yet");
        }
        return List.of(new LogTail(folder.log(wanted), "", raw, System.out));
    }
}
