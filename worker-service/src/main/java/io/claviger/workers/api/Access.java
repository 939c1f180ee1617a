package io.claviger.workers.api;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.cluster.store.ClusterTable;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.store.WorkerTable;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what (clusters-api.md 4.1), and what they may see: another account's cluster is not found. The role is checked
 * first, so that nobody without one learns what exists.
 */
@ApplicationScoped
class Access {

    private static final String SERVICE = "containers-kubernetes";
    private static final Set<String> READ = Set.of("Viewer", "Editor", "Operator", "Administrator");
    private static final Set<String> KMS_READ = Set.of("Reader", "ReaderPlus", "Writer", "Manager");
    private static final Set<String> OPERATE = Set.of("Operator", "Administrator");

    private final Callers callers;
    private final ClusterTable clusters;
    private final PoolTable pools;
    private final WorkerTable workers;

    Access(Callers callers, ClusterTable clusters, PoolTable pools, WorkerTable workers) {
        this.callers = callers;
        this.clusters = clusters;
        this.pools = pools;
        this.workers = workers;
    }

    Caller caller(HttpHeaders headers) {
        return callers.require(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    }

    /** Refuses who may not look at pools and workers. */
    void requireViewer(Caller caller) {
        if (!caller.has(SERVICE, READ)) {
            throw ApiError.ROLE_MISSING.refusal("This needs the role Viewer on Kubernetes Service.");
        }
    }

    /** Refuses who may not change pools and workers. */
    void requireOperator(Caller caller) {
        if (!caller.has(SERVICE, OPERATE)) {
            throw ApiError.ROLE_MISSING.refusal("This needs the role Operator or Administrator on Kubernetes Service.");
        }
    }

    /** Refuses who has no right on the keys: ordering a pool under one makes this service use it in their name. */
    void requireKmsReader(Caller caller) {
        if (!caller.has("kms", KMS_READ)) {
            throw ApiError.KMS_FORBIDDEN.refusal(
                    "%s, the owner of the API key in use, needs at least the service role Reader on the key management service."
                            .formatted(caller.name()));
        }
    }

    /** By id or name, in the account of the header or else of the token; an empty header is an absent one. */
    KnownCluster cluster(Caller caller, HttpHeaders headers, @Nullable String reference) {
        String named = required("cluster", reference);
        String header = headers.getHeaderString("X-Auth-Resource-Account");
        String account = header == null || header.isBlank() ? caller.accountId() : header.strip();
        if (!caller.mayActIn(account)) {
            throw ApiError.CLUSTER_NOT_FOUND.refusal();
        }
        return clusters.find(account, named).orElseThrow(ApiError.CLUSTER_NOT_FOUND::refusal);
    }

    Pool pool(KnownCluster cluster, String parameter, @Nullable String reference) {
        return pools.find(cluster.id(), required(parameter, reference)).orElseThrow(ApiError.POOL_NOT_FOUND::refusal);
    }

    Worker worker(KnownCluster cluster, String parameter, @Nullable String reference) {
        return workers.find(new WorkerId(required(parameter, reference)))
                .filter(worker -> worker.cluster().equals(cluster.id()))
                .orElseThrow(ApiError.WORKER_NOT_FOUND::refusal);
    }

    /** A worker whose cluster the caller did not name. */
    Worker workerAnywhere(Caller caller, String reference) {
        return workers.find(new WorkerId(reference))
                .filter(worker -> clusters.byId(worker.cluster())
                        .filter(cluster -> caller.mayActIn(cluster.accountId()))
                        .isPresent())
                .orElseThrow(ApiError.WORKER_NOT_FOUND::refusal);
    }

    static String required(String parameter, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw ApiError.BAD_PARAMETER.refusal("'" + parameter + "' is missing.");
        }
        return value.strip();
    }
}
