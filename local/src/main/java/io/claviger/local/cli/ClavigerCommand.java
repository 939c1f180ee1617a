package io.claviger.local.cli;

import io.claviger.engines.EngineException;
import io.claviger.local.LocalFailure;
import io.claviger.local.client.UnexpectedAnswerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands behind {@code ./claviger}; the script itself adds {@code test} and the build. */
@Command(
        name = "claviger",
        description = "Bring your own key for Kubernetes clusters, on this machine.",
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            EnvCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            TrainCommand.class,
            CommandLine.HelpCommand.class
        })
public final class ClavigerCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandLine.Model.CommandSpec spec;

    private ClavigerCommand() {}

    public static void main(String[] args) {
        System.exit(line(Terminal.system()).execute(args));
    }

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new ClavigerCommand())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof LocalFailure
                            || failure instanceof EngineException
                            || failure instanceof UnexpectedAnswerException) {
                        terminal.error(String.valueOf(failure.getMessage()));
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
