package io.claviger.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secret bytes with one owner, who closes them; closing overwrites them with zeros. Every use works on a short-lived copy
 * that is wiped when the use ends. So closing never waits, and never zeroes a key under a running encryption, which would
 * then have encrypted under zeros.
 *
 * <p>Limits: the bytes are on the Java heap, so the collector may have moved (copied) them, and a heap or core dump taken
 * before the close contains them. It is safe for use by several threads.
 */
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean wiped;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The array itself is kept: the caller must neither change nor wipe it any more. */
    public static SecretBytes takeOwnershipOf(byte[] bytes) {
        return new SecretBytes(Objects.requireNonNull(bytes, "bytes"));
    }

    /** The caller still owns its array, and has to wipe it. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public static SecretBytes random(SecureRandom random, int length) {
        if (length <= 0) {
            throw new IllegalArgumentException("a random secret needs a positive length, not " + length);
        }
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /** In bytes; not secret, and still known after the close. */
    public int length() {
        return bytes.length;
    }

    /** A second secret with the same content and an owner of its own. */
    public SecretBytes copy() {
        return new SecretBytes(snapshot());
    }

    /** A copy that nobody wipes but the caller. */
    public byte[] toByteArray(SecretAccess access) {
        Objects.requireNonNull(access, "access");
        return snapshot();
    }

    /** Hands out a copy that is wiped as soon as {@code function} returns or throws; it must not keep the array. */
    public <T extends @Nullable Object> T use(SecretAccess access, Function<byte[], T> function) {
        Objects.requireNonNull(access, "access");
        return borrow(function);
    }

    /** As {@link #use}, for this package, which needs no token to do its own work. */
    <T extends @Nullable Object> T borrow(Function<byte[], T> function) {
        var borrowed = snapshot();
        try {
            return function.apply(borrowed);
        } finally {
            Arrays.fill(borrowed, (byte) 0);
        }
    }

    private synchronized byte[] snapshot() {
        if (wiped) {
            throw new IllegalStateException("the secret has been closed and wiped; it can't be used any more");
        }
        return bytes.clone();
    }

    public synchronized boolean wiped() {
        return wiped;
    }

    /** Compares in a time that depends on the lengths only. Throws if either has been closed. */
    public boolean hasSameBytesAs(SecretBytes other) {
        return borrow(mine -> other.borrow(theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    /** In constant time; a closed secret equals only itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof SecretBytes that) || wiped() || that.wiped()) {
            return false;
        }
        return hasSameBytesAs(that);
    }

    /** From the length alone, so that a hash that is printed or sent tells nothing. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes, content withheld]";
    }

    /** May be called again; has no effect then. */
    @Override
    public synchronized void close() {
        Arrays.fill(bytes, (byte) 0);
        wiped = true;
    }
}
