package io.claviger.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.Ports;
import io.claviger.local.layout.Service;
import io.claviger.local.process.ProcessRecord;
import io.claviger.local.process.RunFolder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSystemTest {
    @TempDir
    private Path folder;

    @Test
    void comesUpWholeAndComesBackTheSame() throws Exception {
        Map<String, String> before;
        try (LocalSystem system = LocalSystem.start(StandInLauncher.options(folder))) {
            before = system.env();
            assertThat(before)
                    .containsEntry("CLAVIGER_INSTANCE_ID", "the-first-instance")
                    .containsKeys("CLAVIGER_URL", "CLAVIGER_HTTPS_URL", "CLAVIGER_CA", "CLAVIGER_ACCOUNT_ID");
            assertThat(PartStatus.all(new DataDir(folder)))
                    .allSatisfy(part -> assertThat(part.state()).isEqualTo(PartStatus.State.READY));
            assertThat(Files.getPosixFilePermissions(folder.resolve("env")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> LocalSystem.start(StandInLauncher.options(folder)))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContaining("already running");
            write(system);
        }
        assertThat(new RunFolder(folder.resolve("run")).all()).isEmpty();

        try (LocalSystem again = LocalSystem.start(StandInLauncher.options(folder))) {
            assertThat(again.env()).containsEntry("CLAVIGER_API_KEY", before.get("CLAVIGER_API_KEY"));
            assertThat(count(again)).isEqualTo(1);
        }
    }

    @Test
    void startsAPartThatDiesAgainButNotOneThatWasStopped() throws Exception {
        try (LocalSystem system = LocalSystem.start(StandInLauncher.options(folder))) {
            Part keys = system.part("key-service");
            long former = keys.pid().orElseThrow();

            ProcessHandle.of(former).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> keys.pid().isPresent() && keys.pid().getAsLong() != former);
            keys.awaitReady();
            keys.killHard();

            assertThat(keys.pid()).isEmpty();
            system.part("postgres").killHard();
            system.part("postgres").start();
            system.part("postgres").awaitReady();
            keys.start();
            keys.awaitReady();
        }
    }

    @Test
    void leavesNoProcessBehindWhenTheLauncherIsKilled() throws Exception {
        // Given
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandInLauncher.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var said = new BufferedReader(new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).startsWith("up ");
        }
        List<ProcessRecord> parts = new RunFolder(folder.resolve("run")).all();
        assertThat(parts).hasSize(9);

        // When
        launcher.destroyForcibly();

        // Then
        await().atMost(Duration.ofSeconds(60))
                .until(() -> parts.stream().noneMatch(part -> part.running().isPresent()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> new RunFolder(folder.resolve("run"))
                        .all().stream().allMatch(record -> record.part().equals("launcher")));
    }

    @Test
    void namesAPortThatIsTakenAndTheOptionThatChangesIt() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports free = Ports.free();
            var ports = new Ports(
                    free.http(),
                    free.https(),
                    taken.getLocalPort(),
                    free.key(),
                    free.master(),
                    free.worker(),
                    free.audit(),
                    free.kafka(),
                    free.postgres());

            assertThatThrownBy(() ->
                            LocalSystem.start(StandInLauncher.options(folder).with(ports)))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()))
                    .hasMessageContaining("--iam-port");
        }
    }

    @Test
    void saysWhatAServiceSaidThatDoesNotStartAndStopsTheRest() throws Exception {
        var failing = Map.of(Service.KEY, Map.of("stand-in.fails", "yes"));

        assertThatThrownBy(
                        () -> LocalSystem.start(StandInLauncher.options(folder).with(failing)))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("key-service")
                .hasMessageContaining("the seal cannot be opened");

        assertThat(new RunFolder(folder.resolve("run")).all()).isEmpty();
    }

    private static void write(LocalSystem system) throws Exception {
        var database = system.database(Service.KEY);
        try (var c = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            c.createStatement().execute("create table kept(n int)");
            c.createStatement().execute("insert into kept values (1)");
        }
    }

    private static int count(LocalSystem system) throws Exception {
        var database = system.database(Service.KEY);
        try (var c = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var rows = c.createStatement().executeQuery("select count(*) from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
