package io.claviger.masters.enablement.run;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.binding.VersionInUse;
import io.claviger.keyclient.kms.KeyAnswer;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.Wrapped;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.datakey.NewDataKeys;
import io.claviger.masters.datakey.SecretRewriting;
import io.claviger.masters.enablement.Dependant;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.kubernetes.SecretRewrites.Progress;
import io.claviger.masters.profile.Profile;
import io.claviger.masters.work.WorkOutcome;
import io.claviger.masters.work.WorkOutcome.GoOn;
import io.claviger.masters.work.WorkOutcome.Later;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** The steps from the request to the last rewritten secret. Each asks the KMS first and commits second, so each may be repeated. */
@ApplicationScoped
public class EnableSteps {

    private static final int ACTIVE = 1;

    private final Kms kms;
    private final Registrations registrations;
    private final LeftRegistrations left;
    private final KeyBindings bindings;
    private final Clusters clusters;
    private final Enablements enablements;
    private final DataKeyTable dataKeys;
    private final NewDataKeys newDataKeys;
    private final SecretRewrites rewrites;
    private final SecretRewriting rewriting;
    private final Patience patience;
    private final WorkQueue queue;
    private final Profile profile;

    public EnableSteps(
            Kms kms,
            Registrations registrations,
            LeftRegistrations left,
            KeyBindings bindings,
            Clusters clusters,
            Enablements enablements,
            DataKeyTable dataKeys,
            NewDataKeys newDataKeys,
            SecretRewrites rewrites,
            SecretRewriting rewriting,
            Patience patience,
            WorkQueue queue,
            Profile profile) {
        this.kms = kms;
        this.registrations = registrations;
        this.left = left;
        this.bindings = bindings;
        this.clusters = clusters;
        this.enablements = enablements;
        this.dataKeys = dataKeys;
        this.newDataKeys = newDataKeys;
        this.rewrites = rewrites;
        this.rewriting = rewriting;
        this.patience = patience;
        this.queue = queue;
        this.profile = profile;
    }

    /** Hangs the enablement from the key, so that what becomes of the key is known from here on. Answers why not, if not. */
    Optional<String> verify(Claim claim, Enablement enablement) {
        Map<String, KeyAnswer> answers = kms.states(List.of(enablement.keyCrn()));
        if (!(KeyAnswer.about(enablement.keyCrn(), answers) instanceof KeyAnswer.Known(KeySnapshot key))) {
            return Optional.of("the root key %s does not exist any more.".formatted(enablement.keyCrn()));
        }
        if (key.state() != ACTIVE) {
            return Optional.of("the root key %s is not active (state %d).".formatted(enablement.keyCrn(), key.state()));
        }
        commit(claim, cluster -> {
            bindings.bind(
                    Dependant.enabling(cluster.crn(), enablement.id()),
                    key,
                    VersionInUse.newest(key, cluster.capabilities().followsKey()));
            enablements.advance(enablement.id(), Phase.VERIFIED);
        });
        return Optional.empty();
    }

    WorkOutcome register(Claim claim, Enablement enablement) {
        if (enablement.registers()) {
            AtomicBoolean free = new AtomicBoolean();
            commit(claim, cluster -> free.set(left.keep(cluster.id(), enablement.keyCrn())));
            if (!free.get()) {
                return new Later(
                        WorkRunner.pauseAfter(claim.attempts()),
                        "the cluster's former registration is being taken back");
            }
            Cluster cluster = clusters.find(claim.cluster()).orElseThrow().cluster();
            registrations.register(enablement.keyCrn(), cluster);
        }
        commit(claim, _ -> enablements.advance(enablement.id(), Phase.REGISTERED));
        return new GoOn();
    }

    /**
     * The data key is stored wrapped before anything is sealed under it. The root key's row is held until the commit: a
     * rotation either sees this data key among those to be re-wrapped, or was before and makes this step start over. Without
     * it the old version could be given up while the data key needs it (I7).
     */
    WorkOutcome wrap(Claim claim, Enablement enablement) {
        Wrapped wrapped = newDataKeys.wrapNew(claim.cluster(), KeyRef.parse(enablement.keyCrn()));
        UUID id = UUID.randomUUID();
        AtomicBoolean rotated = new AtomicBoolean();
        commit(claim, cluster -> {
            rotated.set(bindings.lock(enablement.keyCrn())
                    .filter(key -> key.versionId().equals(wrapped.keyVersionId()))
                    .isEmpty());
            if (rotated.get()) {
                return;
            }
            dataKeys.insert(
                    id,
                    cluster.id(),
                    enablement.keyCrn(),
                    wrapped,
                    cluster.capabilities().followsKey());
            enablements.wrapped(enablement.id(), id);
        });
        return rotated.get()
                ? new Later(WorkRunner.pauseAfter(claim.attempts()), "the root key was rotated meanwhile")
                : new GoOn();
    }

    /**
     * From this commit on every new secret is under the new data key; the older ones follow. It is the last moment at which
     * nothing is lost by giving up, so the keys it takes are asked for first.
     *
     * @throws io.claviger.masters.kubernetes.KeyUnavailable when one of the root keys cannot be used
     */
    WorkOutcome beginRewriting(Claim claim, Enablement enablement) {
        UUID dataKey = requireDataKey(enablement);
        rewriting.requireNext(dataKey);
        rewriting.requireInForce(claim.cluster());
        commit(claim, cluster -> {
            dataKeys.makeCurrent(cluster.id(), dataKey);
            // First the row that every writer locks first, then those of secrets.
            rewrites.sealUnder(cluster.id(), dataKey);
            rewrites.takeUpAgain(cluster.id());
            // What is under a former key always follows, so that the former key can be let go.
            boolean follows = profile.documents().envelopesExisting() || enablement.formerKeyCrn() != null;
            if (cluster.capabilities().rewritesAtEnable() && follows) {
                enablements.progress(enablement.id(), rewrites.progress(cluster.id(), dataKey));
                enablements.advance(enablement.id(), Phase.REWRITING);
            } else {
                enablements.advance(enablement.id(), Phase.RELEASING);
            }
        });
        return new GoOn();
    }

    WorkOutcome rewrite(Claim claim, Enablement enablement) {
        SecretRewriting.Step step =
                rewriting.chunk(claim, requireDataKey(enablement), gone -> patience.hasEnded(enablement, gone));
        commit(claim, _ -> {
            Progress counted = step.counted();
            if (counted == null) {
                enablements.progressed(enablement.id(), step.done());
                return;
            }
            enablements.progress(enablement.id(), counted);
            if (counted.remaining() == 0) {
                enablements.advance(enablement.id(), Phase.RELEASING);
            }
        });
        return new GoOn();
    }

    static UUID requireDataKey(Enablement enablement) {
        UUID id = enablement.dataKeyId();
        if (id == null) {
            throw new IllegalStateException(
                    "enablement %s is %s without a data key".formatted(enablement.id(), enablement.phase()));
        }
        return id;
    }

    private void commit(Claim claim, java.util.function.Consumer<Cluster> change) {
        QuarkusTransaction.requiringNew().run(() -> {
            Cluster cluster = clusters.lock(claim.cluster()).cluster();
            queue.hold(claim);
            change.accept(cluster);
        });
    }
}
