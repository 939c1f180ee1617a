package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys.Key;
import io.claviger.system.RowLocks.Lock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose enablement is held at one place. Three rows of master-service's database are enough, because every step commits
 * in the same order: it locks the cluster, then its claim on the work, and writes the enablement last.
 *
 * <ul>
 *   <li>the cluster's row holds a step whose work at key-service is done and of which nothing is written yet;
 *   <li>the row of the enablement holds one that has written everything else, and is how the steps are let through one by one;
 *   <li>the row of the work holds what comes after a commit: nobody can claim the next step.
 * </ul>
 */
final class HeldEnablement {

    /** The names that the phases have in the database, in their order. */
    enum Phase {
        REQUESTED,
        VERIFIED,
        REGISTERED,
        WRAPPED,
        REWRITING,
        RELEASING
    }

    /**
     * @param phase that is committed
     * @param stepDone whether the step that leads on from it has done what it does outside of the database, and is about to
     *     commit; otherwise it has not begun
     * @param change whether another root key is in force before
     */
    record Place(Phase phase, boolean stepDone, boolean change) {
        @Override
        public String toString() {
            return (change ? "change of key, " : "first key, ")
                    + phase
                    + (stepDone ? ", before the commit" : ", after the commit");
        }
    }

    /** More than a chunk, so that one is committed before the next is begun. */
    private static final int MANY = 13;

    private static final int SOME = 2;

    /** Secrets that a rewrite does not come to while the test holds them. */
    private static final int SPARED = 3;

    final Place place;
    final Key key;
    final @Nullable Key former;
    final String cluster;
    final String crn;
    private final Clusters clusters;
    private final RowLocks rows;
    private final int secrets;

    private HeldEnablement(Installation installation, RowLocks rows, Place place) {
        this.place = place;
        this.rows = rows;
        this.clusters = installation.clusters();
        this.key = installation.keys().create(Installation.name("held-"));
        this.former = place.change() ? installation.keys().create(Installation.name("former-")) : null;
        this.secrets = place.phase() == Phase.REWRITING ? MANY : SOME;
        this.cluster = clusters.createWithoutWorkers(Installation.name("held-"));
        this.crn = clusters.await(cluster, "the master to be deployed", HeldEnablement::isDeployed)
                .text("/crn");
    }

    /** Returns when master-service is there and cannot go on. */
    static HeldEnablement at(Place place, Installation installation, RowLocks rows) throws Exception {
        HeldEnablement held = new HeldEnablement(installation, rows, place);
        // Its pool is known by an event, which must not come in between.
        await().until(() -> !rows.read("select 1 from pool_sum where cluster_id = ?", held.cluster)
                .isEmpty());
        for (int i = 0; i < held.secrets; i++) {
            held.clusters.createSecret(held.cluster, name(i), value(i));
        }
        if (held.former != null) {
            held.clusters.enableKms(held.cluster, installation.instance(), held.former);
            held.awaitReady(held.former);
        }
        held.go(installation.instance());
        return held;
    }

    private void go(String instance) throws Exception {
        // The request and the test stand in line for the cluster, before there is any work that a worker could claim.
        Lock door = rows.take("cluster", "id = ?", cluster);
        CompletableFuture<Void> request = CompletableFuture.runAsync(
                () -> clusters.enableKms(cluster, instance, key), Thread::startVirtualThread);
        door.awaitService();
        Lock commit = rows.ask("cluster", "id = ?", cluster);
        commit.awaitQueued();
        door.letGo();
        commit.awaitHeld();
        request.join();
        Phase phase = Phase.REQUESTED;
        while (phase != place.phase()) {
            Lock step = rows.take("enablement", "cluster_id = ? and phase = ?", cluster, phase.name());
            commit.letGo();
            step.awaitService();
            Lock next = rows.ask("master_work", "cluster_id = ?", cluster);
            next.awaitQueued();
            step.letGo();
            next.awaitHeld();
            phase = Phase.values()[phase.ordinal() + 1];
            if (phase == place.phase() && !place.stepDone()) {
                return;
            }
            commit = rows.take("cluster", "id = ?", cluster);
            if (phase == Phase.REWRITING && place.phase() == phase) {
                rows.take("kube_object", "cluster_id = ? and name < ?", cluster, name(SPARED));
            }
            next.letGo();
        }
        if (place.phase() == Phase.VERIFIED) {
            // It commits once before it registers the cluster, too.
            Lock step = rows.take("enablement", "cluster_id = ? and phase = ?", cluster, phase.name());
            commit.letGo();
            step.awaitService();
        } else {
            commit.awaitService();
        }
    }

    String committedPhase() throws Exception {
        return rows.read(
                        "select phase from enablement where cluster_id = ? order by requested_at desc limit 1", cluster)
                .getFirst();
    }

    void awaitReady(Key wanted) {
        clusters.await(
                cluster,
                "the secrets to be under " + wanted.name(),
                body -> body.at("/features/kms/crkID").asText().equals(wanted.id())
                        && body.at("/features/kms/enablement/phase").asText().equals("ready")
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));
    }

    /** How many secrets are under the data keys of each root key; those in clear are under none. */
    List<String> secretsByKey() throws Exception {
        return rows.read(
                "select coalesce(d.key_crn, 'clear') || ' ' || count(*) from kube_object o"
                        + " left join data_key d on d.id = o.data_key_id"
                        + " where o.cluster_id = ? and o.kind = 'Secret' group by d.key_crn order by count(*)",
                cluster);
    }

    /** Every secret as it was written, and under the one data key that there is. */
    void assertWhole() throws Exception {
        for (int i = 0; i < secrets; i++) {
            assertThat(Clusters.password(clusters.secret(cluster, name(i)))).isEqualTo(value(i));
        }
        assertThat(secretsByKey()).containsExactly(key.crn() + " " + secrets);
        assertThat(rows.read("select key_crn || ' ' || state from data_key where cluster_id = ?", cluster))
                .containsExactly(key.crn() + " CURRENT");
    }

    /** Some are under the new key, and the others where they were. */
    void assertHalfRewritten() throws Exception {
        assertThat(secretsByKey())
                .containsExactly(
                        (former == null ? "clear" : former.crn()) + " " + SPARED, key.crn() + " " + (secrets - SPARED));
    }

    private static boolean isDeployed(JsonNode body) {
        return body.at("/lifecycle/masterState").asText().equals("deployed")
                && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY);
    }

    private static String name(int i) {
        return "secret-%02d".formatted(i);
    }

    private static String value(int i) {
        return "content-" + i;
    }
}
