package io.claviger.keys.custody;

import io.claviger.keys.custody.token.SunToken;
import io.claviger.keys.custody.token.TokenAwayException;
import io.claviger.keys.custody.token.TokenProcess;
import io.claviger.keys.custody.token.TokenSettings;
import java.security.SecureRandom;
import java.util.Optional;

/** A seal as somebody has ordered it, not opened yet. */
public final class ConfiguredSeal {

    private final String prefix;
    private final SealConfig.Kind kind;
    private final OneSeal config;
    private final SecureRandom random;

    private ConfiguredSeal(String prefix, SealConfig.Kind kind, OneSeal config, SecureRandom random) {
        this.prefix = prefix;
        this.kind = kind;
        this.config = config;
        this.random = random;
    }

    public static ConfiguredSeal first(SealConfig config, SecureRandom random) {
        return new ConfiguredSeal("claviger.keys.seal", config.kind().orElse(SealConfig.Kind.KEYSTORE), config, random);
    }

    public static Optional<ConfiguredSeal> other(SealConfig config, SecureRandom random) {
        return config.other()
                .kind()
                .map(kind -> new ConfiguredSeal("claviger.keys.seal.other", kind, config.other(), random));
    }

    /** The property that {@link #name} hangs below. */
    public String prefix() {
        return prefix;
    }

    public String name() {
        return switch (kind) {
            case KEYSTORE -> "keystore " + config.keystore().toAbsolutePath();
            case PKCS11 -> settings().where();
        };
    }

    /** A token is asked before its key is used, so for it the answer is always yes. */
    boolean exists() {
        return switch (kind) {
            case KEYSTORE -> file().exists();
            case PKCS11 -> true;
        };
    }

    /** Opens what is there, and makes nothing. */
    public Seal open() {
        return switch (kind) {
            case KEYSTORE -> {
                if (!file().exists()) {
                    throw new SealException(
                            "The keystore " + file().path() + " (" + prefix
                                    + ".keystore) is missing; 'seal make' makes one.",
                            null);
                }
                yield file().open(random);
            }
            case PKCS11 -> openToken();
        };
    }

    /** Makes a new key; refuses where there is one. */
    public Seal make() {
        return switch (kind) {
            case KEYSTORE -> {
                if (file().exists()) {
                    throw new SealException("There already is a " + name() + "; it is left as it is.", null);
                }
                yield file().create(random);
            }
            case PKCS11 -> {
                try {
                    SunToken.makeKey(settings());
                } catch (TokenAwayException e) {
                    throw new SealException(String.valueOf(e.getMessage()), e);
                }
                yield openToken();
            }
        };
    }

    private Seal openToken() {
        TokenSettings settings = settings();
        try {
            return new Pkcs11Seal(settings.where(), TokenProcess.open(settings), random);
        } catch (TokenAwayException e) {
            throw new SealException(String.valueOf(e.getMessage()), e);
        }
    }

    private KeystoreFile file() {
        return new KeystoreFile(config.keystore(), config.password().orElseThrow(() -> missing("password")), prefix);
    }

    private TokenSettings settings() {
        SealConfig.Pkcs11 token = config.pkcs11();
        return new TokenSettings(
                token.library().orElseThrow(() -> missing("pkcs11.library")),
                token.slot().orElseThrow(() -> missing("pkcs11.slot")),
                token.pinFile().orElseThrow(() -> missing("pkcs11.pin-file")),
                token.keyLabel(),
                token.timeout());
    }

    private SealException missing(String property) {
        return new SealException("The setting " + prefix + "." + property + " is missing.", null);
    }
}
