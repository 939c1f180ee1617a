package io.claviger.audit.log.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the log is published. */
@ConfigMapping(prefix = "claviger.audit.log")
public interface LogConfig {

    /**
     * The log's name in checkpoints and in its key: its public URL without scheme (c2sp.org/tlog-checkpoint). It is part of
     * the log's identity and stays as it was when the first checkpoint was signed.
     */
    @WithDefault("localhost:8080/claviger/v1/audit/log")
    String origin();

    /** A grown log is signed anew this often at most, and, while it grows, this often at least; not under one second. */
    @WithDefault("1s")
    Duration checkpointEvery();

    /** How often the check in the background goes on from where it was. */
    @WithDefault("1m")
    Duration checkEvery();

    /** How long it then works at most. */
    @WithDefault("10s")
    Duration checkSlice();

    /** After this it begins again with the first record; meanwhile it follows the log. */
    @WithDefault("24h")
    Duration checkRound();

    /**
     * Size of the newest checkpoint that was published before the database was put back from an older backup: the log then
     * goes on from the backup. Only that size is accepted, so that the setting does not hide the next time.
     */
    Optional<Long> restoredFrom();
}
