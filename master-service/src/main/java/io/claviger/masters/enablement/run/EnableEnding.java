package io.claviger.masters.enablement.run;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ClusterEvent;
import io.claviger.events.KeySnapshot;
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
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.Finished;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** How an enablement ends well: the former key let go, the new one in force. */
@ApplicationScoped
public class EnableEnding {

    private final Kms kms;
    private final Registrations registrations;
    private final LeftRegistrations left;
    private final KeyBindings bindings;
    private final Clusters clusters;
    private final ClusterEvents events;
    private final Enablements enablements;
    private final DataKeyTable dataKeys;
    private final FormerKeys formerKeys;
    private final SecretRewrites rewrites;
    private final WorkQueue queue;
    private final Activities activities;
    private final Clock clock;

    public EnableEnding(
            Kms kms,
            Registrations registrations,
            LeftRegistrations left,
            KeyBindings bindings,
            Clusters clusters,
            ClusterEvents events,
            Enablements enablements,
            DataKeyTable dataKeys,
            FormerKeys formerKeys,
            SecretRewrites rewrites,
            WorkQueue queue,
            Activities activities,
            Clock clock) {
        this.kms = kms;
        this.registrations = registrations;
        this.left = left;
        this.bindings = bindings;
        this.clusters = clusters;
        this.events = events;
        this.enablements = enablements;
        this.dataKeys = dataKeys;
        this.formerKeys = formerKeys;
        this.rewrites = rewrites;
        this.queue = queue;
        this.activities = activities;
        this.clock = clock;
    }

    /** Lets the former key go, then puts the new one in force; empty when the new one is gone for ever. */
    Optional<WorkOutcome> release(Claim claim, Enablement enablement) {
        Cluster before = clusters.find(claim.cluster()).orElseThrow().cluster();
        // Secrets may have stayed behind under any of the keys there ever were.
        List<DataKey> all = dataKeys.of(claim.cluster());
        Set<String> asked = new HashSet<>(Set.of(enablement.keyCrn()));
        all.forEach(key -> asked.add(key.keyCrn()));
        Map<String, KeyAnswer> answers = kms.states(asked);
        if (!(KeyAnswer.about(enablement.keyCrn(), answers) instanceof KeyAnswer.Known(KeySnapshot key))) {
            return Optional.empty();
        }
        Set<UUID> inUse = rewrites.dataKeysInUse(claim.cluster());
        Set<String> unneeded = new TreeSet<>(asked);
        unneeded.remove(enablement.keyCrn());
        all.stream().filter(left -> inUse.contains(left.id())).forEach(left -> unneeded.remove(left.keyCrn()));
        unneeded.retainAll(enablements.registeredWith(claim.cluster()));
        Map<String, String> standing = takeBack(unneeded, before);
        QuarkusTransaction.requiringNew().run(() -> {
            putInForce(claim, enablement, key, answers);
            standing.forEach((former, why) -> left.leave(claim.cluster(), former, why));
        });
        return Optional.of(new Finished());
    }

    /** Of one that cannot be taken back now the cluster keeps a row; it need not wait for it. Answers why each still stands. */
    private Map<String, String> takeBack(Set<String> formerKeys, Cluster cluster) {
        Map<String, String> standing = new TreeMap<>();
        for (String former : formerKeys) {
            // One KMS that hangs must not cost the claim on this work.
            Optional<String> why = standing.isEmpty()
                    ? registrations.takeBack(former, cluster.crn())
                    : Optional.of("the key management service was not asked yet");
            why.ifPresent(reason -> standing.put(former, reason));
        }
        return standing;
    }

    private void putInForce(Claim claim, Enablement enablement, KeySnapshot key, Map<String, KeyAnswer> answers) {
        Cluster cluster = clusters.lock(claim.cluster()).cluster();
        queue.hold(claim);
        bindings.lockAll(Stream.concat(
                        Stream.of(enablement.keyCrn()),
                        dataKeys.of(cluster.id()).stream().map(DataKey::keyCrn))
                .toList());
        DataKey dataKey = dataKeys.find(EnableSteps.requireDataKey(enablement)).orElseThrow();
        dataKeys.dropUnused(cluster.id(), rewrites.dataKeysInUse(cluster.id()))
                .forEach(gone -> bindings.unbind(Dependant.former(cluster.crn(), gone)));
        // First, because a key is forgotten as soon as nothing hangs from it.
        dataKeys.of(cluster.id()).stream()
                .filter(left -> left.state() == DataKey.State.FORMER)
                .sorted(Comparator.comparing(DataKey::keyCrn))
                .forEach(left -> formerKeys.keep(cluster, left, answers.get(left.keyCrn())));
        // By the version it was wrapped by: if the key was rotated meanwhile, the re-wrap follows from the binding.
        bindings.bind(cluster.crn(), key, FormerKeys.inUse(key, dataKey));
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
        long unreadable = clusters.find(cluster.id()).orElseThrow().leftBehind().unreadable();
        String detail = "Secrets are under root key %s%s."
                .formatted(
                        enablement.keyCrn(),
                        unreadable == 0 ? "" : ", but for %d that could not be read".formatted(unreadable));
        events.publish(cluster.id(), detail, ClusterEvent.KmsEnabled::new);
        activities.recordOwn(activity(cluster, enablement).status(200));
        queue.close(claim);
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
