package io.claviger.kit.tls;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** This service's certificate, and whom it believes, for the calls that it makes of other services. */
@ApplicationScoped
public class ServiceTls {

    private static final Logger LOG = Logger.getLogger(ServiceTls.class);

    private final Optional<String> name;
    private volatile @Nullable SSLContext context;

    @Inject
    public ServiceTls(TlsConfig config, TlsConfigurationRegistry registry) {
        this.name = config.services();
        this.context = name.map(name -> registry.get(name)
                        .orElseThrow(
                                () -> new IllegalStateException("claviger.tls.services names the TLS configuration '"
                                        + name + "', which there is not")))
                .map(ServiceTls::context)
                .orElse(null);
    }

    private ServiceTls(Optional<String> name) {
        this.name = name;
    }

    /** Without certificates. */
    public static ServiceTls none() {
        return new ServiceTls(Optional.empty());
    }

    /** Null where services trust the network. */
    public @Nullable SSLContext context() {
        return context;
    }

    /** Always the client to use now: the one before knew a certificate that has been renewed. */
    public Supplier<HttpClient> clients(Duration connectTimeout) {
        return new Clients(connectTimeout);
    }

    void renewed(@Observes CertificateUpdatedEvent event) {
        if (name.filter(event.name()::equals).isPresent()) {
            context = context(event.tlsConfiguration());
            LOG.infof("certificate renewed tls=%s", event.name());
        }
    }

    private static SSLContext context(TlsConfiguration configuration) {
        try {
            return configuration.createSSLContext();
        } catch (Exception e) {
            throw new IllegalStateException("the TLS configuration of the services cannot be used", e);
        }
    }

    private final class Clients implements Supplier<HttpClient> {

        private record Made(@Nullable SSLContext by, HttpClient client) {}

        private final Duration connectTimeout;
        private @Nullable Made made;

        Clients(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
        }

        @Override
        public synchronized HttpClient get() {
            SSLContext now = context;
            Made last = made;
            if (last == null || last.by() != now) {
                HttpClient.Builder builder = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(connectTimeout);
                last = new Made(now, (now == null ? builder : builder.sslContext(now)).build());
                made = last;
            }
            return last.client();
        }
    }
}
