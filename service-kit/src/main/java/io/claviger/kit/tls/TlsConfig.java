package io.claviger.kit.tls;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whether services prove to each other who they are. */
@ConfigMapping(prefix = "claviger.tls")
public interface TlsConfig {

    /**
     * Name of the TLS configuration ({@code quarkus.tls.NAME.*}) with this service's certificate and with the authority that
     * callers' certificates must come from; profile {@code mtls} sets it. Absent: plain HTTP.
     */
    Optional<String> services();

    /** Where profile {@code mtls} finds {@code tls.crt}, {@code tls.key} and {@code ca.crt}. */
    Optional<String> folder();
}
