package io.claviger.crypto;

/**
 * The Java runtime refused an operation that every supported runtime offers: a missing algorithm, a broken provider.
 * Nothing a caller's input can cause ends here; bad ciphertexts are {@link Undecipherable} and bad arguments are
 * {@link IllegalArgumentException}.
 */
public final class CryptoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CryptoException(String message, Throwable cause) {
        super(message, cause);
    }
}
