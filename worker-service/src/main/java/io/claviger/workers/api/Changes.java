package io.claviger.workers.api;

import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.node.Worker;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.task.flow.TaskRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a change that somebody asked for: the change and its record are one transaction, and a refusal is recorded too. */
@ApplicationScoped
class Changes {

    private static final String PREFIX = "containers-kubernetes.";

    private final Activities activities;
    private final TaskRunner runner;

    Changes(Activities activities, TaskRunner runner) {
        this.activities = activities;
        this.runner = runner;
    }

    /** What came of a change, and how to record it. */
    record Done<T>(T value, Activity activity) {}

    /**
     * @param asked what the caller named, for the record of a refusal; it may not exist
     * @param look checks the request before the transaction begins, because it may ask key-service
     */
    <P, T> T run(Caller caller, String action, @Nullable String asked, Supplier<P> look, Function<P, Done<T>> change) {
        try {
            P found = look.get();
            T value = QuarkusTransaction.requiringNew().call(() -> {
                Done<T> done = change.apply(found);
                activities.record(caller, done.activity());
                return done.value();
            });
            runner.wake();
            return value;
        } catch (ApiRefusal refusal) {
            String target = asked == null || asked.isBlank() ? "unknown" : asked;
            activities.recordAlone(
                    caller,
                    Activity.of(PREFIX + action, target, target, "containers-kubernetes/cluster")
                            .failed(refusal.error().status(), refusal.description()));
            throw refusal;
        }
    }

    static Activity onPool(String action, KnownCluster cluster, Pool pool) {
        Activity activity = Activity.of(PREFIX + action, pool.crn(), pool.name(), "containers-kubernetes/worker-pool")
                .from(cluster.crn())
                .request("clusterId", cluster.id().value());
        return pool.spec().encryption() == null
                ? activity
                : activity.request("keyCrn", pool.spec().encryption().keyCrn());
    }

    static Activity onWorker(String action, KnownCluster cluster, Worker worker) {
        return Activity.of(PREFIX + action, cluster.crn(), worker.id().value(), "containers-kubernetes/worker")
                .from(cluster.crn())
                .request("clusterId", cluster.id().value())
                .request("workerPool", worker.poolName())
                .request("workerId", worker.id().value());
    }
}
