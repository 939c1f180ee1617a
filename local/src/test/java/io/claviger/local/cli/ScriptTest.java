package io.claviger.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the project's root, run with a prepared set of JDKs. */
class ScriptTest {
    private static final Path SCRIPT = Path.of("../claviger").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void prefersJavaHomeWhenItIsNewEnough() throws Exception {
        Path own = jdk("own", "25.0.3", true);
        jdk("places/other", "26", true);

        assertThat(find(Map.of("JAVA_HOME", own.toString())).said()).isEqualTo(own + "\n");
    }

    @Test
    void looksElsewhereWhenJavaHomeIsTooOld() throws Exception {
        Path old = jdk("old", "17.0.15", true);
        Path other = jdk("places/other", "25", true);

        assertThat(find(Map.of("JAVA_HOME", old.toString())).said()).isEqualTo(other + "\n");
    }

    @Test
    void asksTheProgramWhereNoFileTellsTheVersion() throws Exception {
        Path unlabelled = jdk("places/unlabelled", "25.0.1", false);

        assertThat(find(Map.of()).said()).isEqualTo(unlabelled + "\n");
    }

    @Test
    void takesNoRuntimeForAJdk() throws Exception {
        Files.delete(jdk("places/runtime", "25", true).resolve("bin/javac"));

        assertThat(find(Map.of()).exitCode()).isNotZero();
    }

    @Test
    void saysInOneLineHowToGetAJdk() throws Exception {
        jdk("places/old", "1.8.0_292", true);

        Ended up = run(Map.of(), SCRIPT.toString(), "up");

        assertThat(up.exitCode()).isNotZero();
        assertThat(up.said().lines())
                .singleElement()
                .asString()
                .contains("JDK 25")
                .contains("adoptium");
    }

    @Test
    void teachesWithoutAnythingBuilt() throws Exception {
        Ended help = run(Map.of(), SCRIPT.toString(), "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.said()).contains("up --detach").contains("demo").contains("test");
    }

    @Test
    void refusesACommandItDoesNotKnow() throws Exception {
        Ended unknown = run(Map.of(), SCRIPT.toString(), "uo");

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.said().lines()).singleElement().asString().contains("'uo'");
    }

    @Test
    void namesWhatTheTestsLeaveOut() throws Exception {
        // Given
        Path kubectl = Files.createDirectories(folder.resolve("more"));
        script(kubectl.resolve("kubectl"), "exit 0");

        // When
        String nothingHere = sourced("left_out").said();
        String withKubectl = sourced("PATH=$PATH:" + kubectl + "; left_out").said();

        // Then
        assertThat(nothingHere.lines()).hasSize(3);
        assertThat(nothingHere).contains("SoftHSM2", "kubectl", "cryptsetup");
        assertThat(withKubectl.lines()).hasSize(2);
        assertThat(withKubectl).doesNotContain("kubectl");
    }

    @Test
    void bringsAnUnzipWhereThereIsNone() throws Exception {
        jdk("places/some", "25", true);

        assertThat(sourced("use_jdk; command -v unzip").said().strip())
                .isEqualTo(SCRIPT.resolveSibling("docker/unzip").toString());
    }

    private record Ended(int exitCode, String said) {}

    private Ended find(Map<String, String> environment) throws IOException, InterruptedException {
        return run(environment, "bash", "-c", "source '" + SCRIPT + "'; find_jdk");
    }

    private Ended sourced(String then) throws IOException, InterruptedException {
        return run(Map.of(), "bash", "-c", "source '" + SCRIPT + "'; " + then);
    }

    private Ended run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", withoutJava().toString());
        builder.environment().put("CLAVIGER_JDK_PLACES", folder.resolve("places") + "/*");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    /** A PATH with the tools that the script uses, and no java. */
    private Path withoutJava() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "env", "sed", "head", "dirname", "readlink", "cat", "find", "tr")) {
            Path real = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
            script(tools.resolve(tool), "exec " + real + " \"$@\"");
        }
        return tools;
    }

    private Path jdk(String name, String version, boolean labelled) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        script(home.resolve("bin/java"), "echo 'openjdk version \"" + version + "\" 2025-04-15' >&2");
        script(home.resolve("bin/javac"), "exit 0");
        if (labelled) {
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        }
        return home;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
