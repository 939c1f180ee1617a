package io.claviger.workers.disk.flow;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
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

    public ProviderKey(DiskConfig config, SecureRandom random) throws IOException {
        Path path = config.providerKey().toAbsolutePath();
        this.cipher = new EnvelopeCipher(random);
        this.key = new ProviderKeyFile(path, random).readOrMake();
    }

    String seal(SecretBytes passphrase, List<String> aad) {
        return Base64.getEncoder().encodeToString(cipher.seal(key, aad, passphrase));
    }

    /** The caller owns, and closes, the answer; empty when this key did not seal it for this place. */
    Optional<SecretBytes> open(String sealed, List<String> aad) {
        return switch (cipher.open(key, aad, Base64.getDecoder().decode(sealed))) {
            case Opening.Opened opened -> Optional.of(opened.plaintext());
            case Undecipherable why -> {
                LOG.errorf(
                        "passphrase does not open pool=%s worker=%s reason=%s", aad.get(0), aad.get(1), why.reason());
                yield Optional.empty();
            }
        };
    }

    @PreDestroy
    void wipe() {
        key.close();
    }
}
