package io.claviger.keys.support;

import io.claviger.keys.custody.token.SunToken;
import io.claviger.keys.custody.token.TokenSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import javax.crypto.KeyGenerator;

/** Makes a key on a token and ends. A process of its own, because a library sees no token that is made after its start. */
public final class SoftTokenKey {

    private SoftTokenKey() {}

    public static void main(String[] arguments) throws Exception {
        TokenSettings settings = new TokenSettings(
                Path.of(arguments[0]),
                Long.parseLong(arguments[1]),
                Path.of(arguments[2]),
                arguments[3],
                Duration.ofSeconds(5));
        if (arguments[4].equals("secret")) {
            SunToken.makeKey(settings);
        } else {
            readable(settings);
        }
        System.exit(0);
    }

    private static void readable(TokenSettings settings) throws Exception {
        Provider provider =
                Security.getProvider("SunPKCS11").configure("""
                --name = readable
                library = %s
                slot = %d
                attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
                  CKA_TOKEN = false
                  CKA_SENSITIVE = false
                  CKA_EXTRACTABLE = true
                }
                """.formatted(settings.library(), settings.slot()));
        KeyStore keys = KeyStore.getInstance("PKCS11", provider);
        keys.load(null, Files.readString(settings.pinFile()).strip().toCharArray());
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(256);
        keys.setKeyEntry(settings.keyLabel(), generator.generateKey(), null, null);
    }
}
