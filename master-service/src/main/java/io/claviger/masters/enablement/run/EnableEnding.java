package io.claviger.masters.enablement.run;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ClusterEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.Kms;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.MasterOperation;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.datakey.DataKeyRewraps;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkOutcome.GoOn;
import io.claviger.masters.work.WorkOutcome.Later;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How an enablement ends well: the former key let go, the new one in force. */
@ApplicationScoped
public class EnableEnding {

    private final Kms kms;
    private final Registrations registrations;
    private final KeyBindings bindings;
    private final Clusters clusters;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final DataKeyTable dataKeys;
    private final DataKeyRewraps rewraps;
    private final SecretRewrites rewrites;
    private final WorkQueue queue;
    private final Activities activities;
    private final Clock clock;

    public EnableEnding(
            Kms kms,
            Registrations registrations,
            KeyBindings bindings,
            Clusters clusters,
            ClusterEvents events,
            Enablements enablements,
            DataKeyTable dataKeys,
            DataKeyRewraps rewraps,
            SecretRewrites rewrites,
            WorkQueue queue,
            Activities activities,
            Clock clock) {
        this.kms = kms;
        this.registrations = registrations;
        this.bindings = bindings;
        this.clusters = clusters;
        this.events = events;
        this.enablements = enablements;
        this.dataKeys = dataKeys;
        this.rewraps = rewraps;
        this.rewrites = rewrites;
        this.queue = queue;
        this.activities = activities;
        this.clock = clock;
    }

    /** Lets the former key go, then puts the new one in force. */
    WorkOutcome release(Claim claim, Enablement enablement) {
        Cluster before = clusters.find(claim.cluster()).orElseThrow().cluster();
        String former = enablement.formerKeyCrn();
        if (former != null && enablement.changesKey()) {
            registrations.takeBack(former, before.crn());
        }
        // Secrets may have stayed behind under any of the keys there ever were.
        Set<String> asked = new HashSet<>(Set.of(enablement.keyCrn()));
        dataKeys.of(claim.cluster()).forEach(key -> asked.add(key.keyCrn()));
        Map<String, KeyAnswer> answers = kms.states(asked);
        if (!(answers.get(enablement.keyCrn()) instanceof KeyAnswer.Known(KeySnapshot key))) {
            return new Later(
                    WorkRunner.pauseAfter(claim.attempts()),
                    "the key management service does not know the new root key");
        }
        DataKey dataKey = dataKeys.find(EnableSteps.requireDataKey(enablement)).orElseThrow();
        if (dataKey.follows() && !dataKey.keyVersionId().equals(key.keyVersion().id())) {
            // The key was rotated while the enablement was under way, before anything here followed it.
            rewraps.move(dataKey);
            return new GoOn();
        }
        boolean done = QuarkusTransaction.requiringNew().call(() -> putInForce(claim, enablement, key, answers));
        return done ? new Finished() : new GoOn();
    }

    private boolean putInForce(Claim claim, Enablement enablement, KeySnapshot key, Map<String, KeyAnswer> answers) {
        Cluster cluster = clusters.lock(claim.cluster()).cluster();
        queue.hold(claim);
        String newest = bindings.lock(enablement.keyCrn())
                .map(known -> known.onAnswer(key, clock.instant()).versionId())
                .orElse(key.keyVersion().id());
        DataKey dataKey = dataKeys.find(EnableSteps.requireDataKey(enablement)).orElseThrow();
        if (dataKey.follows() && !dataKey.keyVersionId().equals(newest)) {
            return false;
        }
        dataKeys.dropUnused(cluster.id(), rewrites.dataKeysInUse(cluster.id()));
        // First, because a key is forgotten as soon as nothing hangs from it.
        dataKeys.of(cluster.id()).stream()
                .filter(left -> left.state() == DataKey.State.FORMER)
                .sorted(Comparator.comparing(DataKey::keyCrn))
                .forEach(left -> keep(cluster, left, answers.get(left.keyCrn())));
        bindings.bind(cluster.crn(), key);
        bindings.unbind(Dependant.enabling(cluster.crn(), enablement.id()));
        clusters.putInForce(
                cluster.id(),
                new KmsSetting(
                        enablement.keyCrn(),
                        enablement.accountId(),
                        enablement.privateEndpoint(),
                        enablement.registers(),
                        clock.instant()));
        clusters.operate(cluster.id(), new MasterOperation.Done(clock.instant()));
        enablements.advance(enablement.id(), Phase.READY);
        events.publish(
                cluster.id(), "Secrets are under root key " + enablement.keyCrn() + ".", ClusterEvent.KmsEnabled::new);
        activities.recordOwn(activity(cluster, enablement).status(200));
        queue.close(claim);
        return true;
    }

    /** Hangs a data key that older secrets still need from its own root key, whichever was in force last. */
    private void keep(Cluster cluster, DataKey left, @Nullable KeyAnswer answer) {
        String name = Dependant.former(cluster.crn(), left.id());
        boolean kept = bindings.bindingOf(name)
                .filter(binding -> binding.key().ref().crn().equals(left.keyCrn()))
                .isPresent();
        if (kept) {
            return;
        }
        if (answer instanceof KeyAnswer.Known(KeySnapshot known)) {
            bindings.bind(name, known);
        } else {
            // A purged one: what is known of it here says so to whoever reads what is lost with it.
            bindings.find(left.keyCrn()).ifPresent(purged -> bindings.bind(name, lastKnown(purged)));
        }
    }

    private static KeySnapshot lastKnown(BoundKey key) {
        return new KeySnapshot(
                key.ref().keyId(),
                key.ref().crn(),
                key.ref().instanceId(),
                key.accountId(),
                key.state(),
                key.stateSince(),
                new KeySnapshot.KeyVersion(key.versionId(), key.versionCreated()),
                key.revision(),
                key.expirationDate(),
                key.restoreExpirationDate());
    }

    void closeOnly(Claim claim) {
        QuarkusTransaction.requiringNew().run(() -> queue.close(claim));
    }

    static Activity activity(Cluster cluster, Enablement enablement) {
        return Activity.of(
                        "containers-kubernetes.cluster-master.update",
                        cluster.crn(),
                        cluster.name(),
                        "containers-kubernetes/cluster")
                .severity(Severity.WARNING)
                .from(cluster.crn())
                .request("keyCrn", enablement.keyCrn())
                .request("enablementId", enablement.id().toString());
    }
}
