package io.claviger.local.frontdoor;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything the door needs to know, from the environment.
 *
 * @param host address to listen on: {@code CLAVIGER_FRONT_DOOR_HOST}, default 127.0.0.1
 * @param httpPort {@code CLAVIGER_FRONT_DOOR_HTTP_PORT}, default 8080
 * @param httpsPort {@code CLAVIGER_FRONT_DOOR_HTTPS_PORT}, default 8443; listens only if there is a certificate
 * @param certificate PEM chain, server first: {@code CLAVIGER_FRONT_DOOR_CERTIFICATE}
 * @param key PEM (PKCS #8) key of the certificate: {@code CLAVIGER_FRONT_DOOR_KEY}
 * @param toServices what the door shows to services that want to know who calls them; absent where they do not: PEM files {@code
 *     CLAVIGER_FRONT_DOOR_CLIENT_CERTIFICATE}, {@code …_CLIENT_KEY} and {@code …_SERVICES_CA}, the authority that theirs are from
 * @param clients which certificates of clients are let in and handed on to master-service; absent where clients are not asked for any:
 *     {@code CLAVIGER_FRONT_DOOR_CLIENTS_CA}, PEM, and {@code …_PROOF}, a file with the secret that makes the door's word believed
 * @param probesOnly whether plain HTTP answers {@code /healthz} and {@code /metrics} and nothing else: {@code
 *     CLAVIGER_FRONT_DOOR_CLEAR}, {@code all} (default) or {@code probes}
 * @param proxied whether connections for HTTPS begin with the address that they are from (PROXY protocol, version 1 or 2), because
 *     a gateway passes them on: {@code CLAVIGER_FRONT_DOOR_PROXY_PROTOCOL}, {@code none} (default) or {@code https}. Whoever can
 *     connect can claim any address then
 * @param notice how long a door that is told to end still takes calls, so that whoever sends them learns of it: {@code
 *     CLAVIGER_FRONT_DOOR_NOTICE}, none by default
 * @param upstreams {@code CLAVIGER_FRONT_DOOR_IAM_URL}, {@code …_KEY_URL}, {@code …_MASTER_URL}, {@code …_WORKER_URL},
 *     {@code …_AUDIT_URL}; default the local ports. Several replicas of a service are separated by commas
 */
public record FrontDoorConfig(
        String host,
        int httpPort,
        int httpsPort,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Identity toServices,
        @Nullable Clients clients,
        boolean probesOnly,
        boolean proxied,
        Duration notice,
        Map<Upstream, List<URI>> upstreams) {

    static final String PREFIX = "CLAVIGER_FRONT_DOOR_";
    private static final Map<Upstream, String> LOCAL = Map.of(
            Upstream.IAM, "http://127.0.0.1:8181",
            Upstream.KEY, "http://127.0.0.1:8182",
            Upstream.MASTER, "http://127.0.0.1:8183",
            Upstream.WORKER, "http://127.0.0.1:8184",
            Upstream.AUDIT, "http://127.0.0.1:8185");

    /** A certificate chain, its key, and the authority that the other side's certificate must be from. */
    public record Identity(Path certificate, Path key, Path authority) {}

    /** The authority of clients' certificates, and a secret that master-service knows as well. */
    public record Clients(Path authority, Path proof) {}

    public FrontDoorConfig {
        upstreams = Map.copyOf(upstreams);
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
        }
    }

    /** The addresses of a service's replicas; at least one. */
    public List<URI> of(Upstream upstream) {
        List<URI> addresses = upstreams.get(upstream);
        if (addresses == null || addresses.isEmpty()) {
            throw new IllegalArgumentException("no address for " + upstream.service());
        }
        return addresses;
    }

    /** @param environment answers a variable's value or null, as {@link System#getenv(String)} does */
    public static FrontDoorConfig from(UnaryOperator<@Nullable String> environment) {
        var upstreams = new EnumMap<Upstream, List<URI>>(Upstream.class);
        LOCAL.forEach(
                (upstream, local) -> upstreams.put(upstream, addresses(text(environment, variable(upstream), local))));
        return new FrontDoorConfig(
                text(environment, PREFIX + "HOST", "127.0.0.1"),
                port(environment, PREFIX + "HTTP_PORT", 8080),
                port(environment, PREFIX + "HTTPS_PORT", 8443),
                path(environment, PREFIX + "CERTIFICATE"),
                path(environment, PREFIX + "KEY"),
                identity(environment),
                clients(environment),
                choice(environment, PREFIX + "CLEAR", "all", "probes"),
                choice(environment, PREFIX + "PROXY_PROTOCOL", "none", "https"),
                duration(environment, PREFIX + "NOTICE"),
                upstreams);
    }

    private static @Nullable Identity identity(UnaryOperator<@Nullable String> environment) {
        Path certificate = path(environment, PREFIX + "CLIENT_CERTIFICATE");
        Path key = path(environment, PREFIX + "CLIENT_KEY");
        Path authority = path(environment, PREFIX + "SERVICES_CA");
        if (certificate == null && key == null && authority == null) {
            return null;
        }
        if (certificate == null || key == null || authority == null) {
            throw new IllegalArgumentException(
                    PREFIX + "CLIENT_CERTIFICATE, " + PREFIX + "CLIENT_KEY and " + PREFIX + "SERVICES_CA go together");
        }
        return new Identity(certificate, key, authority);
    }

    /** Whether the variable says the second, and not the first as it does when it is absent. */
    private static boolean choice(
            UnaryOperator<@Nullable String> environment, String name, String first, String second) {
        String value = text(environment, name, first);
        if (!value.equals(first) && !value.equals(second)) {
            throw new IllegalArgumentException(name + " is neither " + first + " nor " + second + ": " + value);
        }
        return value.equals(second);
    }

    private static @Nullable Clients clients(UnaryOperator<@Nullable String> environment) {
        Path authority = path(environment, PREFIX + "CLIENTS_CA");
        Path proof = path(environment, PREFIX + "PROOF");
        if ((authority == null) != (proof == null)) {
            throw new IllegalArgumentException(PREFIX + "CLIENTS_CA and " + PREFIX + "PROOF go together");
        }
        return authority == null || proof == null ? null : new Clients(authority, proof);
    }

    /** The name of the variable that holds a service's address. */
    public static String variable(Upstream upstream) {
        return PREFIX + upstream.name().toUpperCase(Locale.ROOT) + "_URL";
    }

    private static String text(UnaryOperator<@Nullable String> environment, String name, String otherwise) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static List<URI> addresses(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .map(URI::create)
                .toList();
    }

    private static int port(UnaryOperator<@Nullable String> environment, String name, int otherwise) {
        String value = text(environment, name, Integer.toString(otherwise));
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a port: " + value, e);
        }
    }

    private static Duration duration(UnaryOperator<@Nullable String> environment, String name) {
        String value = text(environment, name, "PT0S");
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + " is not a duration such as PT5S: " + value, e);
        }
    }

    private static @Nullable Path path(UnaryOperator<@Nullable String> environment, String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : Path.of(value);
    }
}
