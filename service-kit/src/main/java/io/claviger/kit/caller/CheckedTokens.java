package io.claviger.kit.caller;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Callers whose tokens were checked lately: checking an RSA signature for every call of a stream of calls with one token
 * costs more than the calls. Kept under a hash, so that a heap dump gives nobody a token.
 */
final class CheckedTokens {

    private static final int MOST = 10_000;

    private final Duration longest;
    private final Map<ByteBuffer, Checked> callers = new ConcurrentHashMap<>();

    CheckedTokens(Duration longest) {
        this.longest = longest;
    }

    /** @param until by the clock that the token's own times are checked with */
    private record Checked(Caller caller, long until, long since) {}

    @Nullable
    Caller find(String token) {
        ByteBuffer hash = hash(token);
        Checked checked = callers.get(hash);
        if (checked == null) {
            return null;
        }
        boolean fresh = System.currentTimeMillis() < checked.until()
                // An hour that the clock was set back does not count twice.
                && System.nanoTime() - checked.since() < longest.toNanos();
        if (!fresh) {
            callers.remove(hash, checked);
            return null;
        }
        return checked.caller();
    }

    void keep(String token, Caller caller, long expiresAtMillis) {
        if (callers.size() >= MOST) {
            // Whoever is still there is checked once more; simpler than remembering who was there last.
            callers.clear();
        }
        callers.put(hash(token), new Checked(caller, expiresAtMillis, System.nanoTime()));
    }

    int size() {
        return callers.size();
    }

    private static ByteBuffer hash(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
