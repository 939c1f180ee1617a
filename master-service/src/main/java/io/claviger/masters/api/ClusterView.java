package io.claviger.masters.api;

import io.claviger.keyclient.kms.KeyRef;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.KmsSetting;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.MasterFields;
import io.claviger.masters.cluster.Ordered;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.frontdoor.FrontDoorConfig;
import io.claviger.masters.ownport.OwnPorts;
import io.claviger.masters.place.KnownPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster as clients read it (clusters-api.md 1.3.3). Both sets of names always go out, so {@code v1-compatible} changes
 * nothing; whatever clients dereference without asking is never null (1.3.4).
 */
@ApplicationScoped
class ClusterView {

    private final FrontDoorConfig frontDoor;
    private final OwnPorts ports;
    private final KnownPlaces places;
    private final Clock clock;

    ClusterView(FrontDoorConfig frontDoor, OwnPorts ports, KnownPlaces places, Clock clock) {
        this.frontDoor = frontDoor;
        this.ports = ports;
        this.places = places;
        this.clock = clock;
    }

    Map<String, Object> of(ClusterStanding standing) {
        Map<String, Object> view = new LinkedHashMap<>();
        identity(view, standing);
        version(view, standing.cluster());
        state(view, standing);
        network(view, standing);
        features(view, standing);
        flat(view, standing);
        return view;
    }

    private static void identity(Map<String, Object> view, ClusterStanding standing) {
        Cluster cluster = standing.cluster();
        Ordered ordered = cluster.ordered();
        view.put("id", cluster.id().value());
        view.put("name", cluster.name());
        view.put("crn", cluster.crn());
        view.put("type", cluster.version().type());
        view.put("provider", cluster.provider().wireName());
        view.put("region", cluster.region());
        view.put("location", cluster.region());
        view.put("dataCenter", dataCenter(cluster));
        view.put("locationZones", ordered.zones());
        view.put("workerZones", ordered.zones());
        view.put("multiAzCapable", true);
        if (!ordered.vpcs().isEmpty()) {
            view.put("vpcs", ordered.vpcs());
        }
        view.put("resourceGroup", cluster.resourceGroup());
        view.put("resourceGroupName", ResourceGroups.name(cluster.resourceGroup(), cluster.accountId()));
        view.put("createdDate", time(cluster.createdAt()));
        view.put("modifiedDate", time(standing.master().modifiedAt()));
        view.put("entitlement", ordered.entitlement());
        view.put("isPaid", true);
        view.put("isTrusted", false);
        view.put("offering", ordered.offering());
        view.put("infrastructureTopology", "highly-available");
        view.put("workerCount", standing.pools().workers());
    }

    private static void version(Map<String, Object> view, Cluster cluster) {
        view.put("masterKubeVersion", cluster.version().toString());
        view.put("targetVersion", cluster.version().toString());
        view.put("versionEOS", "");
        view.put("disableAutoUpdate", !cluster.autoUpdate());
    }

    private static void state(Map<String, Object> view, ClusterStanding standing) {
        MasterFields master = standing.master();
        view.put("state", standing.state().wireName());
        view.put("status", standing.state().text());
        Map<String, Object> lifecycle = new LinkedHashMap<>();
        lifecycle.put("modifiedDate", time(master.modifiedAt()));
        lifecycle.put("masterStatus", master.status());
        lifecycle.put("masterStatusModifiedDate", time(master.modifiedAt()));
        lifecycle.put("masterHealth", master.health());
        lifecycle.put("masterState", master.state());
        view.put("lifecycle", lifecycle);
    }

    private void network(Map<String, Object> view, ClusterStanding standing) {
        Cluster cluster = standing.cluster();
        Ordered ordered = cluster.ordered();
        String master = ports.addressOf(cluster.id());
        view.put("podSubnet", ordered.podSubnet());
        view.put("serviceSubnet", ordered.serviceSubnet());
        view.put("networkPlugin", ordered.networkPlugin());
        view.put("masterURL", master);
        view.put("etcdPort", "");
        Map<String, Object> endpoints = new LinkedHashMap<>();
        endpoints.put("privateServiceEndpointEnabled", ordered.privateServiceEndpoint());
        endpoints.put("privateServiceEndpointURL", ordered.privateServiceEndpoint() ? master : "");
        endpoints.put("publicServiceEndpointEnabled", ordered.publicServiceEndpoint());
        endpoints.put("publicServiceEndpointURL", ordered.publicServiceEndpoint() ? master : "");
        view.put("serviceEndpoints", endpoints);
        view.put("virtualPrivateEndpointURL", "");
        boolean deployed = cluster.lifeCycle() == LifeCycle.DEPLOYED;
        Map<String, Object> ingress = new LinkedHashMap<>();
        ingress.put("hostname", deployed ? ingressHost(cluster) : "");
        ingress.put("secretName", deployed ? cluster.name() : "");
        ingress.put("status", "unmanaged");
        ingress.put("message", "This installation serves no Ingress; the host name is only reserved.");
        view.put("ingress", ingress);
    }

    private void features(Map<String, Object> view, ClusterStanding standing) {
        Map<String, Object> features = new LinkedHashMap<>();
        features.put("keyProtectEnabled", standing.cluster().kms() != null);
        features.put("pullSecretApplied", false);
        Map<String, Object> kms = KmsView.of(standing, endpoint(standing), clock.instant());
        if (!kms.isEmpty()) {
            features.put("kms", kms);
        }
        view.put("features", features);
        view.put("imageSecurityEnabled", false);
        view.put("addons", List.of());
        view.put("caCertRotationStatus", Map.of("status", "", "actionTriggerDate", "", "actionCompletedDate", ""));
    }

    /** Of the KMS in force. */
    private String endpoint(ClusterStanding standing) {
        KmsSetting kms = standing.cluster().kms();
        return Optional.ofNullable(kms)
                .flatMap(inForce -> places.known(KeyRef.parse(inForce.keyCrn()).instanceId()))
                .map(URI::toString)
                .orElse(frontDoor.httpsUrl());
    }

    @SuppressWarnings("unchecked")
    private static void flat(Map<String, Object> view, ClusterStanding standing) {
        Cluster cluster = standing.cluster();
        boolean vpc = cluster.provider() == Provider.VPC;
        view.put("serverURL", vpc ? "" : view.getOrDefault("masterURL", ""));
        Map<String, Object> lifecycle = (Map<String, Object>) view.getOrDefault("lifecycle", Map.of());
        for (String name : List.of("masterStatus", "masterHealth", "masterState", "masterStatusModifiedDate")) {
            view.put(name, lifecycle.getOrDefault(name, ""));
        }
        view.put("keyProtectEnabled", cluster.kms() != null);
        view.put("pullSecretApplied", false);
        view.putAll((Map<String, Object>) view.getOrDefault("serviceEndpoints", Map.of()));
        Map<String, Object> ingress = (Map<String, Object>) view.getOrDefault("ingress", Map.of());
        view.put("ingressHostname", ingress.getOrDefault("hostname", ""));
        view.put("ingressSecretName", ingress.getOrDefault("secretName", ""));
        view.put("apiUser", "");
        view.put("ownerEmail", cluster.ownerName());
        for (String name : List.of("logOrg", "logOrgName", "logSpace", "logSpaceName", "monitoringURL")) {
            view.put(name, "");
        }
        view.put("vlans", List.of());
        view.put("worker_vlans", List.of());
    }

    static String dataCenter(Cluster cluster) {
        List<String> zones = cluster.ordered().zones();
        return zones.isEmpty() ? cluster.region() : zones.getFirst();
    }

    /** Nothing serves it; clients wait for the name to be there. */
    static String ingressHost(Cluster cluster) {
        return cluster.id() + ".ingress.invalid";
    }

    /** The one form in which times go out. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
