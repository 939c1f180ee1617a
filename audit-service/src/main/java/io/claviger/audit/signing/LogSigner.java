package io.claviger.audit.signing;

import io.claviger.audit.note.NoteSigner;
import io.claviger.audit.note.VerifierKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;

/** Signs in the log's name. */
public final class LogSigner implements NoteSigner {

    private final PrivateKey key;
    private final VerifierKey verifier;

    private LogSigner(String origin, KeyPair pair) {
        this.key = pair.getPrivate();
        this.verifier = new VerifierKey(origin, pair.getPublic());
    }

    /** Opens the key file, or makes it; {@code password} is wiped. */
    public static LogSigner open(String origin, Path keystore, char[] password, SecureRandom random) {
        try {
            return new LogSigner(origin, new SigningKeyFile(keystore, random).loadOrCreate(password));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    @Override
    public VerifierKey verifier() {
        return verifier;
    }

    @Override
    public byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the log's key does not sign", e);
        }
    }
}
