package io.claviger.local.cli;

import io.claviger.local.process.ProcessRecord;
import io.claviger.local.system.PartStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Exit code 0 when everything is ready, 3 when something is not (as service status scripts do). */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows each part: state, pid, port, since, memory. Exit code 0: all ready, 3: not.")
final class StatusCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String ROW = "%-15s %-10s %8s %6s  %-28s %8s";

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() {
        Terminal terminal = Terminal.system();
        List<PartStatus> parts = PartStatus.all(data.folder());
        terminal.line(terminal.strong(ROW.formatted("PART", "STATE", "PID", "PORT", "SINCE", "MEMORY")));
        parts.forEach(part -> terminal.line(colour(terminal, part.state(), row(part))));
        long memory = parts.stream().mapToLong(part -> part.memory().orElse(0)).sum();
        if (memory > 0) {
            terminal.line(terminal.faint(ROW.formatted("", "", "", "", "", Sizes.megabytes(memory))));
        }
        boolean allReady = parts.stream().allMatch(part -> part.state() == PartStatus.State.READY);
        return allReady ? 0 : 3;
    }

    private static String row(PartStatus part) {
        String state = switch (part.state()) {
            case READY -> "ready";
            case NOT_READY -> "not ready";
            case DEAD -> "dead";
            case DOWN -> "down";
        };
        boolean runs = part.state() == PartStatus.State.READY || part.state() == PartStatus.State.NOT_READY;
        return ROW.formatted(
                part.part(),
                state,
                runs ? part.record().map(ProcessRecord::pid).orElseThrow() : "-",
                part.record().map(r -> Integer.toString(r.port())).orElse("-"),
                runs ? part.record().map(StatusCommand::since).orElseThrow() : "-",
                part.memory().isPresent() ? Sizes.megabytes(part.memory().getAsLong()) : "-");
    }

    private static String since(ProcessRecord record) {
        Duration up = Duration.between(record.since(), Instant.now());
        String age = up.toHours() > 0
                ? up.toHours() + "h " + up.toMinutesPart() + "m"
                : up.toMinutes() > 0 ? up.toMinutes() + "m " + up.toSecondsPart() + "s" : up.toSeconds() + "s";
        return TIME.format(record.since().atZone(ZoneId.systemDefault())) + " " + age;
    }

    private static String colour(Terminal terminal, PartStatus.State state, String row) {
        return switch (state) {
            case READY -> row;
            case NOT_READY, DEAD -> terminal.bad(row);
            case DOWN -> terminal.faint(row);
        };
    }
}
