package io.claviger.keys.custody;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.keys.sql.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Opens the seal when the service starts and refuses one that is not this database's, before anything is written: a key
 * sealed by a second seal would be lost as soon as somebody corrects the mistake.
 */
@ApplicationScoped
public class SealAtStart {

    private static final Logger LOG = Logger.getLogger(SealAtStart.class);
    private static final List<String> PROBE_CONTEXT = List.of("probe");
    private static final byte[] PROBE = "claviger seal probe".getBytes(StandardCharsets.US_ASCII);

    private final SealConfig config;
    private final Sql sql;
    private final Clock clock;

    public SealAtStart(SealConfig config, Sql sql, Clock clock) {
        this.config = config;
        this.sql = sql;
        this.clock = clock;
    }

    /** Before the relay and the consumers start. */
    void openAtStart(@Observes @Priority(1) StartupEvent event, Seal seal) {
        LOG.infof("seal opened seal=%s", seal.name());
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    Seal seal(SecureRandom random) {
        KeystoreFile file = new KeystoreFile(config.keystore(), config.password());
        Optional<Sealed> probe = probe();
        if (!file.exists() && probe.isPresent()) {
            throw new SealException(
                    "The keystore " + file.path()
                            + " is missing, and this database was sealed by one: put that file back "
                            + "(claviger.keys.seal.keystore); a new one could not open a single key.",
                    null);
        }
        KeystoreSeal seal = file.exists() ? file.open(random) : file.create(random);
        if (probe.isEmpty()) {
            remember(seal);
            probe = probe();
        }
        check(seal, probe.orElseThrow());
        return seal;
    }

    private Optional<Sealed> probe() {
        return sql.first("select probe from seal", row -> Sealed.fromBytes(row.getBytes(1)));
    }

    /** Of two services that start on an empty database at once, one seal wins and the other is refused. */
    private void remember(Seal seal) {
        try (SecretBytes probe = SecretBytes.copyOf(PROBE)) {
            sql.write(
                    "insert into seal (probe, created_at) values (?, ?) on conflict do nothing",
                    seal.seal(probe, PROBE_CONTEXT).toBytes(),
                    clock.instant());
        }
    }

    private static void check(Seal seal, Sealed probe) {
        boolean right = switch (seal.open(probe, PROBE_CONTEXT)) {
            case Opening.Opened opened -> {
                try (SecretBytes content = opened.plaintext()) {
                    yield content.use(InsecureSecretAccess.get(), bytes -> java.util.Arrays.equals(bytes, PROBE));
                }
            }
            case Undecipherable _ -> false;
        };
        if (!right) {
            throw new SealException(
                    "The " + seal.name()
                            + " is not the seal of this database: nothing in it could be opened, and what were "
                            + "written now could not be opened later. Put the right keystore back.",
                    null);
        }
    }
}
