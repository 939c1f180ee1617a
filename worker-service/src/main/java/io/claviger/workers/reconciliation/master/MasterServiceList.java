package io.claviger.workers.reconciliation.master;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.ClusterSnapshot;
import io.claviger.events.PoolOrder;
import io.claviger.kit.call.WholeAnswer;
import io.claviger.kit.caller.OwnToken;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.kit.web.Correlation;
import io.claviger.workers.reconciliation.ClusterList;
import io.claviger.workers.reconciliation.ClusterPage;
import io.claviger.workers.reconciliation.ListUnreachableException;
import io.claviger.workers.reconciliation.ListedCluster;
import io.claviger.workers.secret.kubernetes.ClustersConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /claviger/v1/clusters} of master-service. Whatever is not a whole list is none. */
@ApplicationScoped
class MasterServiceList implements ClusterList {

    private final ClustersConfig config;
    private final OwnToken token;
    private final ObjectMapper json;
    private final String path;
    private final Supplier<HttpClient> http;

    MasterServiceList(ClustersConfig config, OwnToken token, ObjectMapper json, ServiceTls tls) {
        this.config = config;
        this.token = token;
        this.json = json;
        this.path = config.url().toString().replaceFirst("/+$", "") + "/claviger/v1/clusters";
        this.http = tls.clients(config.connectTimeout());
    }

    /** As it comes; an answer without a list, or with half an entry, is none. */
    record Answer(
            @Nullable List<@Nullable Entry> clusters,
            @Nullable String next) {}

    record Entry(
            @Nullable ClusterSnapshot cluster,
            @Nullable Boolean deleted,
            @Nullable PoolOrder defaultPool) {}

    @Override
    public ClusterPage page(String after, int limit) {
        ClusterPage page = ask("?limit=" + limit + "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        String next = page.next();
        if (next != null && next.compareTo(after) <= 0) {
            throw unreadable(null);
        }
        return page;
    }

    @Override
    public Optional<ListedCluster> one(String clusterId) {
        return ask("?cluster=" + URLEncoder.encode(clusterId, StandardCharsets.UTF_8)).clusters().stream()
                .filter(each -> each.cluster().clusterId().equals(clusterId))
                .findFirst();
    }

    /** A stale token is replaced once. */
    private ClusterPage ask(String query) {
        try {
            HttpResponse<byte[]> response = send(query);
            if (response.statusCode() == 401) {
                token.forget();
                response = send(query);
            }
            if (response.statusCode() != 200) {
                throw new ListUnreachableException("master-service answered " + response.statusCode(), null);
            }
            return read(response.body());
        } catch (IOException e) {
            throw new ListUnreachableException("master-service cannot be reached: " + e.getMessage(), e);
        }
    }

    private HttpResponse<byte[]> send(String query) throws IOException {
        return WholeAnswer.to(
                HttpRequest.newBuilder(URI.create(path + query))
                        .timeout(config.requestTimeout())
                        .header("Authorization", token.bearer())
                        .header("Accept", "application/json")
                        .header("User-Agent", "worker-service")
                        .header("Correlation-Id", Correlation.currentOrNew())
                        .GET()
                        .build(),
                http.get());
    }

    private ClusterPage read(byte[] body) {
        try {
            Answer answer = json.readValue(body, Answer.class);
            List<@Nullable Entry> entries = answer == null ? null : answer.clusters();
            if (entries == null) {
                throw unreadable(null);
            }
            List<ListedCluster> clusters = new ArrayList<>();
            for (Entry entry : entries) {
                ClusterSnapshot cluster = entry == null ? null : entry.cluster();
                Boolean deleted = entry == null ? null : entry.deleted();
                if (cluster == null || deleted == null) {
                    throw unreadable(null);
                }
                clusters.add(new ListedCluster(cluster, deleted, entry.defaultPool()));
            }
            return new ClusterPage(clusters, answer.next());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static ListUnreachableException unreadable(@Nullable Exception cause) {
        return new ListUnreachableException(
                "master-service answered with something that is no list of clusters", cause);
    }
}
