package io.claviger.workers.disk.flow;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.workers.disk.store.ProviderKeyTable;
import io.claviger.workers.disk.store.ProviderKeyTable.Known;
import io.claviger.workers.disk.store.ProviderKeyTable.Sealed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Opens the file of the provider's key, and only the one that this database's disks are under. A volume that is not mounted must
 * not bring forth a second key: disks made under it would be lost as soon as the first one is back. A key is made for a database
 * that needs none yet, or in the place of one that somebody has declared lost.
 */
final class ProviderKeyAtStart {

    private static final Logger LOG = Logger.getLogger(ProviderKeyAtStart.class);
    private static final List<String> PROBE_CONTEXT = List.of("probe");
    private static final byte[] PROBE = "claviger provider key probe".getBytes(StandardCharsets.US_ASCII);
    private static final String UNKNOWN = "unknown";
    private static final int SOME = 20;

    private final ProviderKeyFile file;
    private final ProviderKeyTable table;
    private final EnvelopeCipher cipher;
    private final String lost;

    /** @param lost id of a key that does not come back; empty when none is */
    ProviderKeyAtStart(ProviderKeyFile file, ProviderKeyTable table, EnvelopeCipher cipher, String lost) {
        this.file = file;
        this.table = table;
        this.cipher = cipher;
        this.lost = lost;
    }

    /** The caller owns, and closes, the answer. */
    EnvelopeKey open() throws IOException {
        Known known = table.known().orElse(null);
        if (!file.exists()) {
            requireNoneOrLost(known);
            file.make();
            LOG.infof("provider key made file=%s", file.path());
        }
        EnvelopeKey key = file.read();
        try {
            if (known == null) {
                requireOpensWhatIsThere(key);
                table.remember(known(key));
                known = table.known().orElseThrow();
            }
            if (!opens(key, known)) {
                replace(known, key);
            }
            return key;
        } catch (RuntimeException e) {
            key.close();
            throw e;
        }
    }

    private void requireNoneOrLost(@Nullable Known known) {
        String id = known == null ? UNKNOWN : known.keyId().toString();
        if ((known != null || table.needed()) && !lost.equals(id)) {
            throw new ProviderKeyException(
                    "the provider's key " + file.path() + " is missing, and this database's disks are under one (id "
                            + id + "): put the file back; " + otherwise(id));
        }
    }

    /**
     * A database from before it knew its key: the first file that comes would be the known one from then on. Some are tried, because
     * one may be damaged; what clusters keep cannot be had before this service runs.
     */
    private void requireOpensWhatIsThere(EnvelopeKey key) {
        List<Sealed> some = table.some(SOME);
        if (!lost.equals(UNKNOWN) && !some.isEmpty() && some.stream().noneMatch(disk -> opens(key, disk))) {
            throw new ProviderKeyException("the provider's key " + file.path() + " (id " + key.keyId()
                    + ") does not open this database's disks: put the right file back; " + otherwise(UNKNOWN));
        }
    }

    private boolean opens(EnvelopeKey key, Sealed disk) {
        List<String> context = WorkerDisks.aad(disk.poolCrn(), disk.worker());
        return switch (cipher.open(key, context, Base64.getDecoder().decode(disk.passphrase()))) {
            case Opening.Opened opened -> {
                opened.plaintext().close();
                yield true;
            }
            case Undecipherable _ -> false;
        };
    }

    private void replace(Known known, EnvelopeKey key) {
        UUID former = known.keyId();
        if (!lost.equals(former.toString())) {
            throw new ProviderKeyException("the provider's key " + file.path() + " (id " + key.keyId()
                    + ") is not the one that this database's disks are under (id " + former
                    + "): put the right file back; " + otherwise(former.toString()));
        }
        table.replace(former, known(key));
        if (!opens(key, table.known().orElseThrow())) {
            throw new ProviderKeyException(
                    "another replica took another provider's key than " + file.path() + "; they must share one file");
        }
        LOG.warnf("provider key replaced lost=%s by=%s", former, key.keyId());
    }

    private static String otherwise(String id) {
        return "if no copy exists, claviger.workers.provider-key-lost=" + id
                + " gives its disks up and goes on with another key";
    }

    private Known known(EnvelopeKey key) {
        try (SecretBytes probe = SecretBytes.copyOf(PROBE)) {
            return new Known(key.keyId(), Base64.getEncoder().encodeToString(cipher.seal(key, PROBE_CONTEXT, probe)));
        }
    }

    private boolean opens(EnvelopeKey key, Known known) {
        return switch (cipher.open(key, PROBE_CONTEXT, Base64.getDecoder().decode(known.probe()))) {
            case Opening.Opened opened -> {
                try (SecretBytes content = opened.plaintext()) {
                    yield content.use(InsecureSecretAccess.get(), bytes -> Arrays.equals(bytes, PROBE));
                }
            }
            case Undecipherable _ -> false;
        };
    }
}
