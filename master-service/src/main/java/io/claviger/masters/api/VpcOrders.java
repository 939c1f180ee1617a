package io.claviger.masters.api;

import io.claviger.events.PoolOrder;
import io.claviger.masters.cluster.Ordered;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.lifecycle.ClusterOrder;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.version.ClusterVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the body of a VPC order into an order, or refuses it by the first field that is wrong. */
final class VpcOrders {

    private static final String POD_SUBNET = "172.17.0.0/18";
    private static final String SERVICE_SUBNET = "172.21.0.0/16";

    private static final int MOST_ZONES = 16;
    /** As many as worker-service lets a cluster have in all its pools; what is ordered with the cluster it takes as it comes. */
    private static final int MOST_WORKERS = 5000;

    private VpcOrders() {}

    static ClusterOrder read(VpcOrderBody body, String account, String resourceGroup) {
        String name = Fields.clusterName(body.name());
        if (!Provider.VPC.wireName().equals(Fields.required("provider", body.provider()))) {
            throw Fields.bad("provider", "must be 'vpc-gen2'");
        }
        ClusterVersion version = Fields.version("kubeVersion", body.kubeVersion());
        VpcOrderBody.Pool pool = body.workerPool();
        if (pool == null) {
            throw Fields.bad("workerPool", "is required");
        }
        PoolOrder poolOrder = pool(pool);
        String vpc = Fields.optional("workerPool.vpcID", pool.vpcID(), "");
        Ordered ordered = new Ordered(
                Fields.cidr("podSubnet", body.podSubnet(), POD_SUBNET),
                Fields.cidr("serviceSubnet", body.serviceSubnet(), SERVICE_SUBNET),
                Fields.optional("networkPlugin", body.networkPlugin(), "Calico"),
                Fields.optional("defaultWorkerPoolEntitlement", body.defaultWorkerPoolEntitlement(), ""),
                Fields.optional("offering", body.offering(), ""),
                !Boolean.TRUE.equals(body.disablePublicServiceEndpoint()),
                true,
                bucket(version, body.cosInstanceCRN()),
                vpc.isEmpty() ? List.of() : List.of(vpc),
                poolOrder.zones().stream().map(PoolOrder.Zone::id).toList(),
                null);
        return new ClusterOrder(name, Provider.VPC, version, account, resourceGroup, ordered, poolOrder);
    }

    /** OpenShift on VPC keeps its internal registry in object storage, so that clients know to name an instance. */
    private static @Nullable String bucket(ClusterVersion version, @Nullable String crn) {
        String read = Fields.crn("cosInstanceCRN", crn);
        if (read == null && version.openshift()) {
            throw Fields.bad("cosInstanceCRN", "is required for an OpenShift cluster on VPC");
        }
        return read;
    }

    /** Account of the root key that the default pool asks for; empty when it asks for none. */
    static Optional<String> keyAccount(ClusterOrder order) {
        return Optional.ofNullable(order.defaultPool())
                .map(PoolOrder::encryption)
                .map(encryption -> encryption.kmsAccountID() == null ? order.accountId() : encryption.kmsAccountID());
    }

    private static PoolOrder pool(VpcOrderBody.Pool pool) {
        int count = Fields.workers("workerPool.workerCount", pool.workerCount());
        List<PoolOrder.Zone> zones = zones(pool.zones());
        if (count * zones.size() > MOST_WORKERS) {
            throw Fields.bad("workerPool.workerCount", "must be at most " + MOST_WORKERS + " in all zones together");
        }
        return new PoolOrder(
                Fields.poolName("workerPool.name", pool.name()),
                Fields.required("workerPool.flavor", pool.flavor()),
                count,
                zones,
                Fields.labels("workerPool.labels", pool.labels()),
                encryption(pool));
    }

    private static List<PoolOrder.Zone> zones(@Nullable List<VpcOrderBody.@Nullable Zone> zones) {
        List<PoolOrder.Zone> read = new ArrayList<>();
        if (zones != null && zones.size() > MOST_ZONES) {
            throw Fields.bad("workerPool.zones", "must name at most " + MOST_ZONES + " zones");
        }
        for (VpcOrderBody.Zone zone : zones == null ? List.<VpcOrderBody.@Nullable Zone>of() : zones) {
            String field = "workerPool.zones[" + read.size() + "].id";
            String id = Fields.required(field, zone == null ? null : zone.id());
            if (read.stream().anyMatch(other -> other.id().equals(id))) {
                throw Fields.bad(field, "names a zone twice");
            }
            String subnet = Fields.optional(
                    "workerPool.zones[" + read.size() + "].subnetID", zone == null ? null : zone.subnetID(), "");
            read.add(new PoolOrder.Zone(id, subnet.isEmpty() ? null : subnet));
        }
        return read;
    }

    private static PoolOrder.@Nullable VolumeEncryption encryption(VpcOrderBody.Pool pool) {
        VpcOrderBody.Encryption nested = pool.workerVolumeEncryption();
        String instance = Calls.text(nested == null ? pool.kmsInstanceID() : nested.kmsInstanceID());
        String key = Calls.text(nested == null ? pool.workerVolumeCRKID() : nested.workerVolumeCRKID());
        String account = Calls.text(nested == null ? pool.kmsAccountID() : nested.kmsAccountID());
        if (instance.isEmpty() && key.isEmpty() && account.isEmpty()) {
            return null;
        }
        if (instance.isEmpty() || key.isEmpty()) {
            throw ClusterFault.INSTANCE_AND_KEY_TOGETHER.because(
                    "The key management service instance and the root key of a worker pool must be given together (kmsInstanceID, workerVolumeCRKID).");
        }
        return new PoolOrder.VolumeEncryption(
                Fields.required("workerPool.workerVolumeEncryption.kmsInstanceID", instance),
                Fields.required("workerPool.workerVolumeEncryption.workerVolumeCRKID", key),
                account.isEmpty() ? null : account);
    }
}
