package io.claviger.kit.broker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * How long the certificates are good that this process shows to the brokers and knows them by. Kafka's clients read them once:
 * what is renewed in the files is taken up by the next process only, so somebody must be told in time to start it.
 */
@Startup
@ApplicationScoped
public class BrokerCertificate {

    private static final Logger LOG = Logger.getLogger(BrokerCertificate.class);

    private final Clock clock;
    private final Optional<Instant> end;

    public BrokerCertificate(
            @Identifier("default-kafka-broker") Map<String, Object> configured, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.end = earliest(store(configured, "ssl.keystore"), store(configured, "ssl.truststore"));
        Gauge.builder("claviger.broker.certificate.left", this::secondsLeft)
                .description("time until the first of the certificates ends that were read for Kafka; NaN without")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Not known is not zero. */
    double secondsLeft() {
        return end.map(then -> (double) Duration.between(clock.instant(), then).toSeconds())
                .orElse(Double.NaN);
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && other.get().isBefore(one.get()) ? other : one.or(() -> other);
    }

    private static Optional<Instant> store(Map<String, Object> configured, String prefix) {
        Object location = configured.get(prefix + ".location");
        Object password = configured.get(prefix + ".password");
        if (location == null || password == null) {
            return Optional.empty();
        }
        try {
            // Of the type that it is: Java tells by the content.
            KeyStore store = KeyStore.getInstance(
                    new File(location.toString()), password.toString().toCharArray());
            return Collections.list(store.aliases()).stream()
                    .map(alias -> certificate(store, alias))
                    .flatMap(Optional::stream)
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            LOG.warnf("end of the certificates for Kafka not known store=%s reason=%s", location, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<X509Certificate> certificate(KeyStore store, String alias) {
        try {
            return store.getCertificate(alias) instanceof X509Certificate read ? Optional.of(read) : Optional.empty();
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }
}
