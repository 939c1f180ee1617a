package io.claviger.masters.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.events.PoolOrder;
import io.claviger.masters.cluster.Ordered;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.lifecycle.ClusterOrder;
import io.claviger.masters.refusal.ClusterFault;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Orders on classic infrastructure and in Satellite locations. Neither knows root keys for its workers' disks. */
final class OtherOrders {

    private static final String POD_SUBNET = "172.30.0.0/16";
    private static final String SERVICE_SUBNET = "172.21.0.0/16";
    private static final Set<String> ENCRYPTION =
            Set.of("workervolumeencryption", "kmsinstanceid", "workervolumecrkid", "kmsaccountid");

    private OtherOrders() {}

    static ClusterOrder classic(ClassicOrderBody body, String account, String resourceGroup) {
        if (Boolean.FALSE.equals(body.diskEncryption())) {
            throw Fields.bad("diskEncryption", "cannot be false here: every secondary disk is encrypted");
        }
        String zone = Fields.required("dataCenter", body.dataCenter());
        int workers = Fields.workers("workerNum", body.workerNum() == null ? Integer.valueOf(1) : body.workerNum());
        PoolOrder pool = new PoolOrder(
                Fields.poolName("defaultWorkerPoolName", body.defaultWorkerPoolName()),
                Fields.optional("machineType", body.machineType(), "free"),
                workers,
                List.of(new PoolOrder.Zone(zone, null)),
                Map.of(),
                null);
        Ordered ordered = new Ordered(
                Fields.cidr("podSubnet", body.podSubnet(), POD_SUBNET),
                Fields.cidr("serviceSubnet", body.serviceSubnet(), SERVICE_SUBNET),
                "Calico",
                Fields.optional("defaultWorkerPoolEntitlement", body.defaultWorkerPoolEntitlement(), ""),
                "",
                !Boolean.FALSE.equals(body.publicServiceEndpoint()),
                Boolean.TRUE.equals(body.privateSeviceEndpoint()),
                null,
                List.of(),
                List.of(zone),
                null);
        return new ClusterOrder(
                Fields.clusterName(body.name()),
                Provider.CLASSIC,
                Fields.version("masterVersion", body.masterVersion()),
                account,
                resourceGroup,
                ordered,
                pool);
    }

    static ClusterOrder satellite(SatelliteOrderBody body, String account, String resourceGroup) {
        String location = Fields.required("controller", body.controller());
        String zone = Fields.optional("zone", body.zone(), location);
        PoolOrder pool = new PoolOrder(
                "default",
                "upi",
                Fields.workers("workerCount", body.workerCount() == null ? Integer.valueOf(0) : body.workerCount()),
                List.of(new PoolOrder.Zone(zone, null)),
                Fields.labels("labels", body.labels()),
                null);
        Ordered ordered = new Ordered(
                Fields.cidr("podSubnet", body.podSubnet(), POD_SUBNET),
                Fields.cidr("serviceSubnet", body.serviceSubnet(), SERVICE_SUBNET),
                "Calico",
                Fields.optional("defaultWorkerPoolEntitlement", body.defaultWorkerPoolEntitlement(), ""),
                "",
                true,
                true,
                null,
                List.of(),
                List.of(zone),
                null);
        return new ClusterOrder(
                Fields.clusterName(body.name()),
                Provider.SATELLITE,
                Fields.version("kubeVersion", body.kubeVersion()),
                account,
                resourceGroup,
                ordered,
                pool);
    }

    /** Asking for it must not be ignored: the caller would believe that the disks hang from a key. */
    static void refuseEncryption(JsonNode body, Provider provider) {
        boolean asked = body.propertyStream()
                .anyMatch(field -> ENCRYPTION.contains(field.getKey().toLowerCase(java.util.Locale.ROOT))
                        || field.getValue().isObject()
                                && field.getValue()
                                        .propertyStream()
                                        .anyMatch(inner -> ENCRYPTION.contains(
                                                inner.getKey().toLowerCase(java.util.Locale.ROOT))));
        if (asked) {
            throw ClusterFault.NOT_ON_PROVIDER.because(
                    "Root keys for worker pools are not supported for the provider '%s'."
                            .formatted(provider.wireName()));
        }
    }
}
