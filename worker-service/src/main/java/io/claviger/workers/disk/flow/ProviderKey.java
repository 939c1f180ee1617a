package io.claviger.workers.disk.flow;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.workers.disk.DiskException;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The provider's own key: seals the passphrases of disks that hang from no customer's key. Read once, held until the end. */
@Startup
@ApplicationScoped
public class ProviderKey {

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

    /** The caller owns, and closes, the answer. */
    SecretBytes open(String sealed, List<String> aad) {
        return switch (cipher.open(key, aad, Base64.getDecoder().decode(sealed))) {
            case Opening.Opened opened -> opened.plaintext();
            case Undecipherable why ->
                throw new DiskException(
                        "the passphrase does not open under the provider's key: it is "
                                + why.reason().explanation(),
                        null);
        };
    }

    @PreDestroy
    void wipe() {
        key.close();
    }
}
