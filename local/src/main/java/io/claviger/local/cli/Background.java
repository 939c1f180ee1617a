package io.claviger.local.cli;

import io.claviger.engines.OwnSession;
import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.PrivateFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A launcher that outlives the terminal: what it says while starting is passed on, what it says later is in its log. */
final class Background {
    private static final String FAILURE = "claviger: ";

    private final DataDir folder;
    private final Terminal terminal;
    private final Path log;

    Background(DataDir folder, Terminal terminal) {
        this.folder = folder;
        this.terminal = terminal;
        this.log = folder.log("launcher");
    }

    /** Tells the process that waits for it that everything is up. */
    static void announceReady(DataDir folder) throws IOException {
        PrivateFiles.writePublic(
                ready(folder), Long.toString(ProcessHandle.current().pid()));
    }

    static void withdrawReady(DataDir folder) throws IOException {
        Files.deleteIfExists(ready(folder));
    }

    /** @return the exit code: 0 when everything is ready, otherwise the launcher's own */
    int start(List<String> portArguments) throws IOException, InterruptedException {
        folder.prepare();
        long shown = Files.exists(log) ? Files.size(log) : 0;
        Process launcher = new ProcessBuilder(command(portArguments))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        while (launcher.isAlive() && !isReady(launcher.pid())) {
            shown = pass(shown);
            launcher.waitFor(200, TimeUnit.MILLISECONDS);
        }
        pass(shown);
        return launcher.isAlive() ? 0 : Math.max(1, launcher.exitValue());
    }

    private List<String> command(List<String> portArguments) {
        List<String> session = OwnSession.prefix();
        var command = new ArrayList<>(session.isEmpty() ? List.of("nohup") : session);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        String home = System.getProperty("claviger.home");
        if (home != null) {
            command.add("-Dclaviger.home=" + home);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ClavigerCommand.class.getName()));
        command.addAll(List.of("up", "--background", "--data", folder.root().toString()));
        command.addAll(portArguments);
        return command;
    }

    private boolean isReady(long pid) throws IOException {
        Path ready = ready(folder);
        return Files.exists(ready) && Files.readString(ready).equals(Long.toString(pid));
    }

    private long pass(long shown) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(shown);
            byte[] news = new byte[(int) (file.length() - shown)];
            file.readFully(news);
            int whole = new String(news, StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1;
            new String(news, 0, whole, StandardCharsets.UTF_8).lines().forEach(this::show);
            return shown + whole;
        } catch (IOException e) {
            throw new LocalFailure("the log " + log + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void show(String line) {
        if (line.startsWith(FAILURE)) {
            terminal.error(line.substring(FAILURE.length()));
        } else {
            terminal.line(line);
        }
    }

    private static Path ready(DataDir folder) {
        return folder.run().resolve("ready");
    }
}
