package io.claviger.local.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {
    private static final Map<String, String> NASTY = Map.of("CLAVIGER_API_KEY", "it's $HOME `id` \"x\"");

    @Test
    void givesAShellTheValuesAsTheyAre(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("env"), EnvFile.text(NASTY));

        Process shell = new ProcessBuilder("sh", "-c", ". " + file + " && printenv CLAVIGER_API_KEY").start();

        String seen = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(seen).isEqualTo(NASTY.get("CLAVIGER_API_KEY") + "\n");
    }

    @Test
    void readsBackWhatItWrote() {
        assertThat(EnvFile.variables(EnvFile.text(NASTY))).isEqualTo(NASTY);
    }
}
