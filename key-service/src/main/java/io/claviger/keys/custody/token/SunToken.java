package io.claviger.keys.custody.token;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A token through the JDK's own provider, in this process. The nonce of AES-GCM comes from us: PKCS#11 2.40 knows no other
 * way, and tokens that insist on making it (some in FIPS mode) cannot be used.
 */
public final class SunToken implements Token {

    private static final int KEY_BITS = 256;

    private final TokenSettings settings;
    private final Provider provider;
    private final SecretKey key;

    private SunToken(TokenSettings settings, Provider provider, SecretKey key) {
        this.settings = settings;
        this.provider = provider;
        this.key = key;
    }

    /** Logs in, and takes a key only if the token does not give its value away. */
    public static SunToken open(TokenSettings settings) {
        Provider provider = provider(settings);
        KeyStore keys = login(settings, provider);
        try {
            Key key = keys.isKeyEntry(settings.keyLabel()) ? keys.getKey(settings.keyLabel(), null) : null;
            if (!(key instanceof SecretKey secret) || !"AES".equals(secret.getAlgorithm())) {
                throw new TokenAwayException(
                        "There is no AES key labelled '" + settings.keyLabel() + "' on the token in slot "
                                + settings.slot() + "; 'seal make' makes one.",
                        null);
            }
            byte @Nullable [] value = secret.getEncoded();
            if (value != null) {
                Arrays.fill(value, (byte) 0);
                throw new TokenAwayException(
                        "The " + settings.where()
                                + " can be read out of it; a seal needs a key that is sensitive and not extractable.",
                        null);
            }
            return new SunToken(settings, provider, secret);
        } catch (GeneralSecurityException | ProviderException e) {
            throw away(settings, e);
        }
    }

    /** Makes the key: AES-256, private, sensitive, not extractable. Never replaces one. */
    public static void makeKey(TokenSettings settings) {
        Provider provider = provider(settings);
        KeyStore keys = login(settings, provider);
        try {
            if (keys.containsAlias(settings.keyLabel())) {
                throw new TokenAwayException("There already is a " + settings.where() + "; it is left as it is.", null);
            }
            KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
            generator.init(KEY_BITS);
            // Generated for the session only; storing makes the copy that stays, under its label.
            keys.setKeyEntry(settings.keyLabel(), generator.generateKey(), null, null);
        } catch (GeneralSecurityException | ProviderException e) {
            throw away(settings, e);
        }
    }

    @Override
    public byte[] fingerprint() {
        try {
            return cipher(Cipher.ENCRYPT_MODE, Token.fingerprintNonce(), Token.fingerprintData())
                    .doFinal(new byte[0]);
        } catch (GeneralSecurityException | ProviderException e) {
            throw away(settings, e);
        }
    }

    @Override
    public byte[] encrypt(byte[] nonce, byte[] additionalData, SecretBytes plaintext) {
        if (Token.isFingerprintNonce(nonce)) {
            throw new IllegalArgumentException("this nonce is the fingerprint's");
        }
        return plaintext.use(InsecureSecretAccess.get(), bytes -> {
            try {
                return cipher(Cipher.ENCRYPT_MODE, nonce, additionalData).doFinal(bytes);
            } catch (GeneralSecurityException | ProviderException e) {
                throw away(settings, e);
            }
        });
    }

    @Override
    public Optional<SecretBytes> decrypt(byte[] nonce, byte[] additionalData, byte[] ciphertextAndTag) {
        try {
            return Optional.of(SecretBytes.takeOwnershipOf(
                    cipher(Cipher.DECRYPT_MODE, nonce, additionalData).doFinal(ciphertextAndTag)));
        } catch (AEADBadTagException e) {
            // The provider says so of most failures here; a token that is away must not pass for damaged data.
            fingerprint();
            return Optional.empty();
        } catch (GeneralSecurityException | ProviderException e) {
            throw away(settings, e);
        }
    }

    /** The process that holds it ends; the JDK has no way to end a PKCS#11 library earlier. */
    @Override
    public void close() {}

    private Cipher cipher(int mode, byte[] nonce, byte[] additionalData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(additionalData);
        return cipher;
    }

    private static Provider provider(TokenSettings settings) {
        String library = settings.library().toString();
        if (library.matches(".*[\"\\p{Cntrl}].*")) {
            throw new TokenAwayException(
                    "The path of a PKCS#11 library may hold no quotes or control characters.", null);
        }
        String configuration = """
                --name = claviger
                library = "%s"
                slot = %d
                attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
                  CKA_TOKEN = false
                  CKA_PRIVATE = true
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                  CKA_ENCRYPT = true
                  CKA_DECRYPT = true
                }
                """.formatted(library, settings.slot());
        try {
            return Security.getProvider("SunPKCS11").configure(configuration);
        } catch (InvalidParameterException | ProviderException | UnsupportedOperationException e) {
            throw new TokenAwayException(
                    "The PKCS#11 library " + library + " gives no token in slot " + settings.slot() + " (" + reason(e)
                            + ").",
                    e);
        }
    }

    private static KeyStore login(TokenSettings settings, Provider provider) {
        char[] pin = pin(settings);
        try {
            KeyStore keys = KeyStore.getInstance("PKCS11", provider);
            keys.load(null, pin);
            return keys;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new TokenAwayException(
                        "The token in slot " + settings.slot() + " refuses the PIN in " + settings.pinFile() + ".",
                        e,
                        true);
            }
            throw away(settings, e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw away(settings, e);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static char[] pin(TokenSettings settings) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(settings.pinFile());
        } catch (IOException e) {
            throw new TokenAwayException("The PIN cannot be read from the file " + settings.pinFile() + ".", e);
        }
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        int end = text.limit();
        while (end > 0 && (text.get(end - 1) == '\n' || text.get(end - 1) == '\r')) {
            end--;
        }
        char[] pin = new char[end];
        text.get(pin);
        Arrays.fill(text.array(), '\0');
        return pin;
    }

    private static TokenAwayException away(TokenSettings settings, Exception cause) {
        return new TokenAwayException("The " + settings.where() + " cannot be used (" + reason(cause) + ").", cause);
    }

    /** The innermost says which CKR_… it was. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
    }
}
