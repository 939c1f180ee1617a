package io.claviger.local.frontdoor;

import io.claviger.local.frontdoor.Route.Live;
import io.claviger.local.frontdoor.Route.Metrics;
import io.claviger.local.frontdoor.Route.OnlyEncrypted;
import io.claviger.local.frontdoor.Route.OnlyProbes;
import io.claviger.local.frontdoor.Route.Own;
import io.claviger.local.frontdoor.Route.Ready;
import io.claviger.local.frontdoor.Route.To;
import io.claviger.local.frontdoor.Route.Unknown;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which path belongs to which service; the first row that matches decides. The clusters API is one surface to its
 * clients and two services here: whatever speaks of a worker or a pool is worker-service's.
 */
public final class Routes {
    private record Row(Pattern path, Upstream upstream) {}

    private static final List<Row> TABLE = List.of(
            row("/(identity|oidc|\\.well-known)(/.*)?", Upstream.IAM),
            row("/v1/(policies|apikeys)(/.*)?", Upstream.IAM),
            row("/v2/resource_(instances|groups)(/.*)?", Upstream.KEY),
            row("/api/v2(/.*)?", Upstream.KEY),
            row("/claviger/v1/keys(/.*)?", Upstream.KEY),
            row("/claviger/v1/audit(/.*)?", Upstream.AUDIT),
            row("/graphql", Upstream.WORKER),
            row("/global/v2/(.*/)?[a-z]+Worker[A-Za-z]*", Upstream.WORKER),
            row("/global/v1/clusters/[^/]+/(workers|workerpools)(/.*)?", Upstream.WORKER),
            row("/global/v1/workers(/.*)?", Upstream.WORKER),
            row("/global/.*", Upstream.MASTER),
            row("/clusters/[^/]+(/.*)?", Upstream.MASTER));

    private static final Pattern KUBERNETES = Pattern.compile("/clusters/.*");
    private static final Map<String, Route> OWN =
            Map.of("/", new Own(), "/healthz", new Own(), "/healthz/live", new Live(), "/healthz/ready", new Ready());

    private Routes() {}

    /**
     * @param path after {@link Paths#normalise}, so that no spelling of a path slips past a row
     * @param encrypted whether the request came over HTTPS
     */
    public static Route of(String path, boolean encrypted) {
        Route own = OWN.get(path);
        if (own != null) {
            return own;
        }
        if (!encrypted && isKubernetes(path)) {
            return new OnlyEncrypted();
        }
        return TABLE.stream()
                .filter(row -> row.path().matcher(path).matches())
                .findFirst()
                .<Route>map(row -> new To(row.upstream()))
                .orElseGet(Unknown::new);
    }

    /** On a listener that only probes and Prometheus come to. */
    static Route ofProbe(String path) {
        return switch (path) {
            case "/healthz" -> new Own();
            case "/healthz/live" -> new Live();
            case "/healthz/ready" -> new Ready();
            case "/metrics" -> new Metrics();
            default -> new OnlyProbes();
        };
    }

    /** Of a cluster's own API, where alone client certificates count. */
    static boolean isKubernetes(String path) {
        return KUBERNETES.matcher(path).matches();
    }

    private static Row row(String path, Upstream upstream) {
        return new Row(Pattern.compile(path), upstream);
    }
}
