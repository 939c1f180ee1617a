package io.claviger.masters.reaction;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyRefusal;
import io.claviger.keyclient.reaction.Dependants;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKeyRewraps;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.datakey.LateMasters;
import io.claviger.masters.detection.Detection;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What this service keeps under root keys: the data keys of clusters. */
@ApplicationScoped
public class ClusterDependants implements Dependants {

    private static final Logger LOG = Logger.getLogger(ClusterDependants.class);
    private static final String ACTION = "containers-kubernetes.cluster-key-state.update";
    private static final String TARGET_TYPE = "kms/secrets";

    private static final int DELETED = 5;

    private final DataKeyTable dataKeys;
    private final DataKeyRewraps rewraps;
    private final LateMasters late;
    private final Detection detection;
    private final Clusters clusters;
    private final SecretRewrites rewrites;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final WorkQueue queue;
    private final WorkRunner runner;
    private final Activities activities;

    public ClusterDependants(
            DataKeyTable dataKeys,
            DataKeyRewraps rewraps,
            LateMasters late,
            Detection detection,
            Clusters clusters,
            SecretRewrites rewrites,
            ClusterEvents events,
            Enablements enablements,
            WorkQueue queue,
            WorkRunner runner,
            Activities activities) {
        this.dataKeys = dataKeys;
        this.rewraps = rewraps;
        this.late = late;
        this.detection = detection;
        this.clusters = clusters;
        this.rewrites = rewrites;
        this.events = events;
        this.enablements = enablements;
        this.queue = queue;
        this.runner = runner;
        this.activities = activities;
    }

    @Override
    public long staleDataKeys(BoundKey key) {
        return dataKeys.countStale(key.ref().crn(), key.versionId());
    }

    @Override
    public Moved rewrap(BoundKey key, @Nullable String after, int limit) {
        return rewraps.moveBatch(key, after, limit);
    }

    @Override
    public void rewrapped(BoundKey key, long count) {
        LOG.infof("data keys re-wrapped key=%s version=%s count=%d", key.ref().crn(), key.versionId(), count);
        activities.recordOwn(
                activity(key).request("keyVersionId", key.versionId()).response("dataKeys", count));
    }

    @Override
    public void announce(BoundKey key, List<String> dependants) {
        String detail = key.available() ? null : KeyRefusal.of(key).sentence();
        Set<UUID> waiting = key.available() ? dataKeys.formerUnder(key.ref().crn()) : Set.of();
        dependants.stream()
                .map(Dependant::clusterOf)
                .flatMap(Optional::stream)
                .distinct()
                // The order in which everybody takes the locks of several clusters.
                .sorted(Comparator.comparing(ClusterId::value))
                .forEach(cluster -> {
                    if (!waiting.isEmpty()) {
                        clusters.lock(cluster);
                        rewrites.takeUpAgain(cluster, waiting);
                    }
                    events.publishIfChanged(cluster, detail);
                });
    }

    @Override
    public void reacted(BoundKey before, BoundKey after) {
        LOG.infof(
                "root key changed key=%s state=%d availability=%s epoch=%d",
                after.ref().crn(), after.state(), after.availability(), after.epoch());
        activities.recordOwn(activity(after)
                .severity(after.available() ? Severity.NORMAL : Severity.WARNING)
                .request("formerKeyState", before.state()));
        if (before.state() == DELETED && after.state() != DELETED) {
            detection.restored(after.ref().crn(), after.stateSince());
        }
        if (after.available()) {
            // Enablements that waited for the key need not wait for their pause to end.
            queue.hasten(enablements.runningUnder(after.ref().crn()));
            runner.wake();
        }
    }

    @Override
    public void forget(String keyCrn) {
        late.wipe(keyCrn);
    }

    private static Activity activity(BoundKey key) {
        return Activity.of(ACTION, key.ref().crn(), key.ref().keyId(), TARGET_TYPE)
                .request("keyCrn", key.ref().crn())
                .request("keyState", key.state())
                .request("availability", key.availability().name());
    }
}
