package io.claviger.local.cli;

import io.claviger.local.layout.DataDir;
import io.claviger.local.system.LocalSystem;
import io.claviger.local.system.PartStatus;
import java.nio.file.Path;
import java.time.Duration;

/** What a newcomer reads when everything is up: where it is, what it costs, what to try. */
final class Welcome {
    private final Terminal terminal;
    private final DataDir folder;
    private final LocalSystem system;

    Welcome(Terminal terminal, DataDir folder, LocalSystem system) {
        this.terminal = terminal;
        this.folder = folder;
        this.system = system;
    }

    void print(Duration took, boolean background) {
        long memory = PartStatus.all(folder).stream()
                .mapToLong(part -> part.memory().orElse(0))
                .sum();
        Path here = Path.of("").toAbsolutePath();
        Path env = folder.env().startsWith(here) ? here.relativize(folder.env()) : folder.env();
        String data = folder.root().equals(here.resolve(".claviger")) ? "" : " --data " + folder.root();
        terminal.line("");
        terminal.line(terminal.strong(
                "Ready after " + ProgressLines.seconds(took) + ", " + Sizes.megabytes(memory) + " of memory."));
        terminal.line("  " + system.url() + "     tokens, root keys, clusters, audit");
        terminal.line("  " + system.httpsUrl() + "    the same, and the Kubernetes API of every cluster");
        terminal.line("");
        terminal.line(terminal.strong("Try next"));
        step("./claviger demo" + data, "the life of a root key, played and told");
        step(". " + env, "addresses, CA, API key and instance for your shell");
        terminal.line("  curl -s $CLAVIGER_URL/identity/token -d apikey=$CLAVIGER_API_KEY \\");
        terminal.line("    --data-urlencode grant_type=urn:ibm:params:oauth:grant-type:apikey");
        step("./claviger status" + data, "every part: state, pid, port, since, memory");
        step("./claviger logs key-service -f" + data, "what one part says");
        step("./claviger down" + data, background ? "stops everything" : "stops everything; so does Ctrl-C");
    }

    private void step(String command, String what) {
        terminal.line("  %-40s %s".formatted(command, terminal.faint(what)));
    }
}
