package io.claviger.system;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys.Key;
import io.claviger.system.Gates.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose enablement is held at one place, by gates in master-service's database: what a step does last is to write the
 * enablement, and what it does first is to claim the work.
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
    private final Gates gates;
    private final int secrets;

    private HeldEnablement(Installation installation, Gates gates, Place place) {
        this.place = place;
        this.gates = gates;
        this.clusters = installation.clusters();
        this.key = installation.keys().create(Installation.name("held-"));
        this.former = place.change() ? installation.keys().create(Installation.name("former-")) : null;
        this.secrets = place.phase() == Phase.REWRITING ? MANY : SOME;
        this.cluster = clusters.createWithoutWorkers(Installation.name("held-"));
        this.crn = clusters.await(cluster, "the master to be deployed", HeldEnablement::isDeployed)
                .text("/crn");
    }

    /** With all that it needs others for: they wait while it is held. */
    static HeldEnablement beforehand(Place place, Installation installation, Gates gates) throws Exception {
        HeldEnablement held = new HeldEnablement(installation, gates, place);
        // Its pool is known by an event, which must not come in between.
        await().until(() -> !gates.read("select 1 from pool_sum where cluster_id = ?", held.cluster)
                .isEmpty());
        for (int i = 0; i < held.secrets; i++) {
            held.clusters.createSecret(held.cluster, name(i), value(i));
        }
        if (held.former != null) {
            held.clusters.enableKms(held.cluster, installation.instance(), held.former);
            held.awaitReady(held.former);
        }
        return held;
    }

    /** Returns when master-service is there and cannot go on. */
    void hold(String instance) throws Exception {
        if (place.phase() == Phase.REWRITING && place.stepDone()) {
            gates.keepRows("kube_object", "cluster_id = ? and name < ?", cluster, name(SPARED));
        }
        Gate gate = gates.shut(
                cluster,
                place.stepDone() ? Gates.WRITE : Gates.CLAIM,
                place.phase().name());
        clusters.enableKms(cluster, instance, key);
        gate.awaitService();
    }

    String committedPhase() throws Exception {
        return gates.read(
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
        return gates.read(
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
        assertThat(gates.read("select key_crn || ' ' || state from data_key where cluster_id = ?", cluster))
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
