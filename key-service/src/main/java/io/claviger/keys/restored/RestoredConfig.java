package io.claviger.keys.restored;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Instant;
import java.util.Optional;

/** For the first start after a backup was put back. Later ones find in the database that it was taken up, and do nothing. */
@ConfigMapping(prefix = "claviger.keys.restored")
public interface RestoredConfig {

    /** The time of the backup, or any time before; each time is taken up once. {@link InStep} finds out one that is left from before. */
    Optional<Instant> backupOf();

    /** What becomes of active keys when Kafka cannot tell what happened to them since. */
    @WithDefault("refuse")
    WithoutRecord withoutRecord();

    enum WithoutRecord {
        /** The service does not start. */
        REFUSE,
        /** They are disabled, for their owners to enable. */
        SUSPEND,
        /** They stay active: somebody has made sure of it, with the audit log for instance. */
        KEEP
    }
}
