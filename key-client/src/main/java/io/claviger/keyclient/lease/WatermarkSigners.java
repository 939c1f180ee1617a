package io.claviger.keyclient.lease;

import io.claviger.events.Watermark;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.keyclient.kms.WatermarkKeys;
import io.claviger.keyclient.kms.WatermarkKeys.PublicKeyText;
import io.claviger.kit.outage.Outage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Whose watermarks count: those of keys that key-service itself has told. Asking it never holds a consumer up: a watermark of a
 * key that is not known yet extends nothing, and the next one comes in seconds.
 */
@ApplicationScoped
class WatermarkSigners {

    private static final Logger LOG = Logger.getLogger(WatermarkSigners.class);
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final WatermarkKeys keyService;
    private final WatchTable table;
    private final LeaseConfig config;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Map<String, PublicKey> known = Map.of();
    private volatile long knownUntil = System.nanoTime();
    private volatile long askedAt = System.nanoTime() - PAUSE;

    WatermarkSigners(WatermarkKeys keyService, WatchTable table, LeaseConfig config) {
        this.keyService = keyService;
        this.table = table;
        this.config = config;
    }

    enum Verdict {
        GENUINE,
        FORGED,
        UNKNOWN_SIGNER
    }

    Verdict verify(Watermark watermark) {
        PublicKey key = System.nanoTime() - knownUntil < 0 ? known.get(watermark.signer()) : null;
        if (key == null) {
            askSoon();
            return Verdict.UNKNOWN_SIGNER;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(watermark.signedBytes());
            return verifier.verify(Base64.getUrlDecoder().decode(watermark.signature()))
                    ? Verdict.GENUINE
                    : Verdict.FORGED;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            LOG.debugf("watermark not verified signer=%s reason=%s", watermark.signer(), e.getMessage());
            return Verdict.FORGED;
        }
    }

    /** What key-service told any replica, so that a restart while it is away forgets nothing. */
    @Scheduled(every = "5m", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void renew() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        askedAt = System.nanoTime();
        try {
            List<PublicKeyText> told = keyService.fetch();
            QuarkusTransaction.requiringNew().run(() -> table.learn(told));
            trust(told);
        } catch (KmsException e) {
            LOG.debugf("signers of watermarks not renewed reason=%s", e.getMessage());
            recall();
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                LOG.warnf("signers of watermarks not renewed reason=%s", e.getMessage());
            }
            recall();
        } finally {
            asking.set(false);
        }
    }

    private void recall() {
        if (!known.isEmpty()) {
            return;
        }
        try {
            known = parsed(QuarkusTransaction.requiringNew().call(() -> table.signers(config.trustSignersFor())));
            // Whether they are still told must be known before long.
            knownUntil = System.nanoTime() + config.trustSignersFor().toNanos();
        } catch (RuntimeException e) {
            LOG.debugf("signers of watermarks not read reason=%s", Outage.reason(e));
        }
    }

    private void trust(List<PublicKeyText> told) {
        known = parsed(told);
        knownUntil = System.nanoTime() + config.trustSignersFor().toNanos();
    }

    private void askSoon() {
        if (System.nanoTime() - askedAt >= PAUSE) {
            Thread.ofVirtual().name("watermark-signers").start(this::renew);
        }
    }

    private static Map<String, PublicKey> parsed(List<PublicKeyText> texts) {
        Map<String, PublicKey> keys = new HashMap<>();
        for (PublicKeyText text : texts) {
            try {
                keys.put(text.id(), parse(text.base64url()));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                LOG.warnf("signer of watermarks not understood key=%s reason=%s", text.id(), e.getMessage());
            }
        }
        return Map.copyOf(keys);
    }

    /** RFC 8032 5.1.2: y in little endian, the sign of x in the last bit. */
    private static PublicKey parse(String base64url) throws GeneralSecurityException {
        byte[] raw = Base64.getUrlDecoder().decode(base64url);
        if (raw.length != 32) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + raw.length);
        }
        boolean odd = raw[31] < 0;
        raw[31] &= 0x7f;
        byte[] y = new byte[32];
        for (int i = 0; i < y.length; i++) {
            y[i] = raw[31 - i];
        }
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(
                        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
    }
}
