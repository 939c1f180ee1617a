package io.claviger.keys.importtoken;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.ImportKeys;
import io.claviger.keys.custody.Sealed;
import io.claviger.keys.custody.WrappedMaterial;
import io.claviger.keys.importtoken.rules.ImportToken;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.importtoken.rules.TokenOrder;
import io.claviger.keys.importtoken.store.ImportTokenStore;
import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes import tokens, hands them out a counted number of times, and opens what was sent under them. */
@ApplicationScoped
public class ImportTokens {

    private static final Logger LOG = Logger.getLogger(ImportTokens.class);
    private static final int LEAST_BITS = 2048;

    private final ImportTokenStore store;
    private final ImportKeys keys;
    private final ImportKeyQueue queue;
    private final Activities activities;
    private final Clock clock;
    private final int bits;

    ImportTokens(
            ImportTokenStore store,
            ImportKeys keys,
            ImportKeyQueue queue,
            Activities activities,
            Clock clock,
            ImportTokenConfig config) {
        if (config.rsaBits() < LEAST_BITS) {
            throw new IllegalArgumentException("claviger.keys.import-token.rsa-bits must be at least " + LEAST_BITS
                    + ": a smaller key could be factored, and what was imported under it read");
        }
        this.store = store;
        this.keys = keys;
        this.queue = queue;
        this.activities = activities;
        this.clock = clock;
        this.bits = config.rsaBits();
    }

    /** A token that is handed out. */
    public record Retrieved(ImportToken token, String nonce) {}

    public ImportToken create(Call call, TokenOrder order) {
        call.requireRight();
        UUID id = UUID.randomUUID();
        ImportKeys.Issued issued = queue.make(
                call.instance().accountId(), () -> keys.issue(call.instance().key(), id, bits));
        return QuarkusTransaction.requiringNew().call(() -> {
            Instant now = now();
            ImportToken token = new ImportToken(
                    id,
                    issued.publicKeyPem(),
                    now,
                    now.plus(order.validFor()),
                    order.maxAllowedRetrievals(),
                    order.maxAllowedRetrievals());
            store.put(
                    call.instance().id(), token, issued.sealed(), call.caller().iamId());
            activities.record(
                    call.caller(),
                    call.activity()
                            .response("expirationDate", token.expiresAt().toString())
                            .response("maxAllowedRetrievals", token.maxAllowedRetrievals()));
            return token;
        });
    }

    /** Counts as one retrieval. */
    public Retrieved retrieve(Call call) {
        call.requireRight();
        return QuarkusTransaction.requiringNew().call(() -> {
            ImportTokenStore.Kept kept = store.lock(call.instance().id())
                    .orElseThrow(() -> ImportToken.none().asException());
            Refusal.throwIf(kept.token().refusalToBeRetrieved(now()));
            ImportToken token = kept.token().retrieved();
            store.update(call.instance().id(), token);
            activities.record(
                    call.caller(),
                    call.activity()
                            .response("maxAllowedRetrievals", token.maxAllowedRetrievals())
                            .response("remainingRetrievals", token.remainingRetrievals()));
            return new Retrieved(token, keys.nonce(importKey(call, kept)));
        });
    }

    /** Material in the clear, which the receiver closes; refuses what the instance's token does not open. */
    public SecretBytes opened(Call call, OwnMaterial material) {
        return switch (material) {
            case OwnMaterial.InClear clear -> clear.bytes().copy();
            case OwnMaterial.UnderToken sent -> opened(call, sent.wrapped());
        };
    }

    private SecretBytes opened(Call call, WrappedMaterial wrapped) {
        ImportTokenStore.Kept kept = store.find(call.instance().id())
                .orElseThrow(() -> ImportToken.none().asException());
        Refusal.throwIf(kept.token().refusalToServe(now()));
        return switch (keys.open(importKey(call, kept), wrapped)) {
            case ImportKeys.Import.Proven proven -> proven.material();
            case ImportKeys.Import.NotForThisToken _ ->
                throw Refusal.field(
                                "payload",
                                "The field 'payload' does not decrypt, by " + wrapped.algorithm()
                                        + " with the key of the instance's import token, to 16, 24 or 32 bytes.")
                        .asException();
            case ImportKeys.Import.ProofUnreadable _ ->
                throw nonce(
                        "INCORRECT_NONCE_IV_ERR",
                        "The field 'encryptedNonce' does not decrypt with the key material in 'payload' and this 'iv'.");
            case ImportKeys.Import.OtherNonce _ ->
                throw nonce(
                        "INCORRECT_NONCE_ERR",
                        "The field 'encryptedNonce' is not the nonce of the instance's import token; retrieve the "
                                + "token again, it may have been replaced.");
        };
    }

    private static RuntimeException nonce(String code, String message) {
        return Refusal.of(400, code, message).about("field", "encryptedNonce").asException();
    }

    private ImportKeys.ImportKey importKey(Call call, ImportTokenStore.Kept kept) {
        Sealed sealed = kept.sealed();
        if (sealed == null) {
            // The sweep looked at another clock than this call.
            throw ImportToken.none().asException();
        }
        return new ImportKeys.ImportKey(call.instance().key(), kept.token().id(), sealed);
    }

    @Scheduled(every = "{claviger.keys.sweep-every:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void destroyExpiredKeys() {
        int destroyed = store.destroyKeysExpiredBy(now());
        if (destroyed > 0) {
            LOG.infof("keys of expired import tokens destroyed count=%d", destroyed);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
