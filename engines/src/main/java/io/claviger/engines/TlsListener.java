package io.claviger.engines;

import java.nio.file.Path;
import java.util.Properties;

/**
 * A broker's listener that talks to nobody who shows no certificate, as Strimzi makes one. Its clients' names are those of their
 * certificates, such as {@code CN=key-service}; the node itself, and whoever runs it, use the listener in clear.
 *
 * @param host address to listen on
 * @param advertised name that clients are told to come to, which the certificate has to have
 * @param keyStore PKCS #12: the broker's certificate and key
 * @param trustStore PKCS #12: the authority of the clients' certificates
 * @param password of both files
 */
public record TlsListener(String host, int port, String advertised, Path keyStore, Path trustStore, String password) {
    private static final String NAME = "ENCRYPTED";
    private static final String PREFIX = "listener.name.encrypted.ssl.";

    /** @param broker settings that have a listener already */
    void addTo(Properties broker) {
        append(broker, "listeners", NAME + "://" + host + ":" + port);
        append(broker, "advertised.listeners", NAME + "://" + advertised + ":" + port);
        append(broker, "listener.security.protocol.map", NAME + ":SSL");
        broker.put(PREFIX + "client.auth", "required");
        broker.put(PREFIX + "keystore.type", "PKCS12");
        broker.put(PREFIX + "keystore.location", keyStore.toString());
        broker.put(PREFIX + "keystore.password", password);
        broker.put(PREFIX + "key.password", password);
        broker.put(PREFIX + "truststore.type", "PKCS12");
        broker.put(PREFIX + "truststore.location", trustStore.toString());
        broker.put(PREFIX + "truststore.password", password);
    }

    private static void append(Properties broker, String name, String value) {
        broker.merge(name, value, (known, more) -> known + "," + more);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TlsListener[" + host + ":" + port + " as " + advertised + "]";
    }
}
