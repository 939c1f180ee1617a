package io.claviger.workers.disk.flow;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.workers.disk.store.ProviderKeyTable;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The provider's own key: seals the passphrases of disks that hang from no customer's key. Read once, held until the end. */
@Startup
@ApplicationScoped
public class ProviderKey {

    private static final Logger LOG = Logger.getLogger(ProviderKey.class);

    private final EnvelopeCipher cipher;
    private final EnvelopeKey key;

    public ProviderKey(DiskConfig config, ProviderKeyTable table, SecureRandom random) throws IOException {
        this.cipher = new EnvelopeCipher(random);
        this.key = new ProviderKeyAtStart(
                        new ProviderKeyFile(config.providerKey().toAbsolutePath(), random),
                        table,
                        cipher,
                        config.providerKeyLost().orElse(""))
                .open();
    }

    String seal(SecretBytes passphrase, List<String> aad) {
        return Base64.getEncoder().encodeToString(cipher.seal(key, aad, passphrase));
    }

    /** The caller owns, and closes, the answer; empty when this key did not seal it for this place. */
    Optional<SecretBytes> open(String sealed, List<String> aad) {
        return switch (cipher.open(key, aad, bytes(sealed))) {
            case Opening.Opened opened -> Optional.of(opened.plaintext());
            case Undecipherable why -> {
                LOG.errorf(
                        "passphrase does not open pool=%s worker=%s reason=%s", aad.get(0), aad.get(1), why.reason());
                yield Optional.empty();
            }
        };
    }

    /** Whoever may write to a cluster's secrets may have put there what is no base64 either: that is damage like any other. */
    private static byte[] bytes(String sealed) {
        try {
            return Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    @PreDestroy
    void wipe() {
        key.close();
    }
}
