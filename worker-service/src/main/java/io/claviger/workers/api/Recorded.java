package io.claviger.workers.api;

import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.node.Worker;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.task.flow.TaskRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs what somebody asked for and records it: a change and its record are one transaction, and refusals are recorded too. */
@ApplicationScoped
class Recorded {

    private static final String PREFIX = "containers-kubernetes.";
    private static final Pattern NAMEABLE = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private final Activities activities;
    private final TaskRunner runner;

    Recorded(Activities activities, TaskRunner runner) {
        this.activities = activities;
        this.runner = runner;
    }

    /** What came of a call, and how to record it. */
    record Done<T>(T value, Activity activity) {}

    /**
     * @param asked what the caller named, for the record of a refusal; it may not exist
     * @param look checks the request before the transaction begins, because it may ask key-service
     */
    <P, T> T change(
            Caller caller, String action, @Nullable String asked, Supplier<P> look, Function<P, Done<T>> change) {
        T value = refusalsOf(caller, action, asked, () -> {
            P found = look.get();
            return QuarkusTransaction.requiringNew().call(() -> {
                Done<T> done = change.apply(found);
                activities.record(caller, done.activity());
                return done.value();
            });
        });
        runner.wake();
        return value;
    }

    <T> T read(Caller caller, String action, @Nullable String asked, Supplier<Done<T>> read) {
        Done<T> done = refusalsOf(caller, action, asked, read);
        activities.recordAlone(caller, done.activity());
        return done.value();
    }

    static Activity onCluster(String action, KnownCluster cluster) {
        return Activity.of(PREFIX + action, cluster.crn(), cluster.name(), "containers-kubernetes/cluster")
                .from(cluster.crn())
                .request("clusterId", cluster.id().value());
    }

    static Activity onPool(String action, KnownCluster cluster, Pool pool) {
        Activity activity = Activity.of(PREFIX + action, pool.crn(), pool.name(), "containers-kubernetes/worker-pool")
                .from(cluster.crn())
                .request("clusterId", cluster.id().value());
        DiskEncryption encryption = pool.spec().encryption();
        return encryption == null ? activity : activity.request("keyCrn", encryption.keyCrn());
    }

    static Activity onWorker(String action, KnownCluster cluster, Worker worker) {
        return Activity.of(PREFIX + action, cluster.crn(), worker.id().value(), "containers-kubernetes/worker")
                .from(cluster.crn())
                .request("clusterId", cluster.id().value())
                .request("workerPool", worker.poolName())
                .request("workerId", worker.id().value());
    }

    private <T> T refusalsOf(Caller caller, String action, @Nullable String asked, Supplier<T> call) {
        try {
            return call.get();
        } catch (ApiRefusal refusal) {
            recordRefusal(caller, action, asked, refusal);
            throw refusal;
        } catch (KmsUnreachableException away) {
            ApiRefusal refusal = ApiError.KMS_UNAVAILABLE.refusal();
            recordRefusal(caller, action, asked, refusal);
            throw refusal;
        }
    }

    private void recordRefusal(Caller caller, String action, @Nullable String asked, ApiRefusal refusal) {
        // What the caller named may be anything, and another account's: the record belongs to the caller's own.
        String named = asked != null && NAMEABLE.matcher(asked).matches() ? asked : "unknown";
        String target = Crn.cluster("", caller.accountId(), named.equals("unknown") ? "" : named)
                .toString();
        activities.recordAlone(
                caller,
                Activity.of(PREFIX + action, target, named, "containers-kubernetes/cluster")
                        .failed(refusal.fault().status(), refusal.description()));
    }
}
