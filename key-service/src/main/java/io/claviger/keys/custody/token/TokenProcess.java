package io.claviger.keys.custody.token;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.token.TokenChannel.Frame;
import io.claviger.keys.custody.token.TokenChannel.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A token behind a process of its own. A call that is served and gets no answer in time is refused and the process killed; the next call
 * starts another, which finds the token if it is back. A PIN that was refused is not tried again until its file changes:
 * tokens lock themselves after a few tries.
 */
public final class TokenProcess implements Token {

    private static final Logger LOG = Logger.getLogger(TokenProcess.class);
    /** Starting a process costs more than refusing does. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final TokenSettings settings;
    private final byte[] fingerprint;
    /** All of the state below belongs to its one thread. */
    private final TokenLine<Frame> line;

    private @Nullable TokenChild child;
    private @Nullable TokenAwayException lastFailure;
    private long lastFailureNanos;
    private @Nullable FileTime refusedPin;

    private TokenProcess(TokenSettings settings) {
        this.settings = settings;
        this.line = new TokenLine<>(settings.timeout());
        this.fingerprint = new byte[TAG_BYTES];
    }

    /** Refuses at once if the token cannot be used now. */
    public static TokenProcess open(TokenSettings settings) {
        TokenProcess token = new TokenProcess(settings);
        try {
            Frame opened = token.onLine(token::connect);
            System.arraycopy(opened.part(0), 0, token.fingerprint, 0, TAG_BYTES);
            return token;
        } catch (RuntimeException e) {
            token.close();
            throw e;
        }
    }

    @Override
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    @Override
    public byte[] encrypt(byte[] nonce, byte[] additionalData, SecretBytes plaintext) {
        return plaintext
                .use(
                        InsecureSecretAccess.get(),
                        bytes -> onLine(() -> connected().ask(Kind.ENCRYPT, nonce, additionalData, bytes)))
                .part(0);
    }

    @Override
    public Optional<SecretBytes> decrypt(byte[] nonce, byte[] additionalData, byte[] ciphertextAndTag) {
        Frame answer = onLine(() -> connected().ask(Kind.DECRYPT, nonce, additionalData, ciphertextAndTag));
        return answer.kind() == Kind.DONE ? Optional.of(SecretBytes.takeOwnershipOf(answer.part(0))) : Optional.empty();
    }

    @Override
    public void close() {
        line.close(this::drop);
    }

    private Frame onLine(TokenLine.Exchange<Frame> exchange) {
        try {
            return line.ask(() -> guarded(exchange));
        } catch (TokenLine.BusyException e) {
            throw new TokenAwayException("The " + settings.where() + " has more calls waiting than it can serve.", e);
        } catch (TimeoutException e) {
            // The interrupt has closed the channel under whoever waited on it.
            throw new TokenAwayException(
                    "The " + settings.where() + " did not answer within "
                            + settings.timeout().toMillis() + " ms.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenAwayException("The wait for the " + settings.where() + " was ended.", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TokenAwayException away
                    ? new TokenAwayException(String.valueOf(away.getMessage()), e)
                    : new TokenAwayException("The " + settings.where() + " cannot be used.", e);
        }
    }

    private Frame guarded(TokenLine.Exchange<Frame> exchange) {
        try {
            return exchange.run();
        } catch (TokenAwayException e) {
            throw failed(e);
        } catch (IOException e) {
            throw failed(new TokenAwayException("The process that holds the " + settings.where() + " has gone.", e));
        }
    }

    private TokenAwayException failed(TokenAwayException failure) {
        if (lastFailure != null && failure.getCause() == lastFailure) {
            // Said again without another try, which does not put the next try off.
            return failure;
        }
        if (child != null) {
            LOG.warnf("token lost reason=%s", failure.getMessage());
        }
        drop();
        lastFailure = failure;
        lastFailureNanos = System.nanoTime();
        refusedPin = failure.pinRefused() ? pinChanged() : null;
        return failure;
    }

    private TokenChild connected() throws IOException {
        if (child != null) {
            return child;
        }
        TokenAwayException last = lastFailure;
        if (last != null) {
            boolean soon = System.nanoTime() - lastFailureNanos < PAUSE.toNanos();
            boolean samePin = refusedPin != null && refusedPin.equals(pinChanged());
            if (soon || samePin) {
                throw new TokenAwayException(String.valueOf(last.getMessage()), last, samePin);
            }
        }
        Frame opened = connect();
        if (!Arrays.equals(opened.part(0), fingerprint)) {
            drop();
            throw new TokenAwayException(
                    "The " + settings.where() + " is another key than it was; put the right token back.", null);
        }
        LOG.infof("token back %s", settings.where());
        TokenChild connected = child;
        if (connected == null) {
            throw new IllegalStateException("connected, and not connected");
        }
        return connected;
    }

    private Frame connect() throws IOException {
        TokenChild started = TokenChild.start();
        child = started;
        return started.ask(Kind.OPEN, TokenServer.parts(settings));
    }

    private void drop() {
        TokenChild dropped = child;
        child = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    private @Nullable FileTime pinChanged() {
        try {
            return Files.getLastModifiedTime(settings.pinFile());
        } catch (IOException e) {
            // Gone: as different from what was refused as a new one.
            return null;
        }
    }
}
