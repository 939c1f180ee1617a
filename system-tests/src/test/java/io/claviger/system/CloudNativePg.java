package io.claviger.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Those fields of CloudNativePG's kinds, and of its Barman Cloud plugin's, that the manifests use: as their API references of
 * versions 1.30 and 0.13 name them. Their makers publish no Java types. What is not here is a mistake until somebody has looked
 * it up there.
 */
final class CloudNativePg {
    private CloudNativePg() {}

    record Cluster(String apiVersion, String kind, ObjectMeta metadata, ClusterSpec spec) {}

    record ClusterSpec(
            int instances,
            String imageName,
            @Nullable Inherited inheritedMetadata,
            Storage storage,
            Postgresql postgresql,
            @Nullable Managed managed,
            Affinity affinity,
            List<TopologySpreadConstraint> topologySpreadConstraints,
            ResourceRequirements resources,
            @Nullable Bootstrap bootstrap,
            @Nullable List<Plugin> plugins,
            @Nullable List<ExternalCluster> externalClusters) {}

    record Inherited(Map<String, String> labels) {}

    record Storage(String size) {}

    record Postgresql(
            Map<String, String> parameters,
            @JsonProperty("pg_hba") List<String> hba) {}

    record Managed(List<Role> roles) {}

    record Role(String name, Ensure ensure, boolean login, Named passwordSecret) {}

    enum Ensure {
        @JsonProperty("present")
        PRESENT,
        @JsonProperty("absent")
        ABSENT
    }

    record Named(String name) {}

    record Affinity(String topologyKey, AntiAffinity podAntiAffinityType) {}

    enum AntiAffinity {
        @JsonProperty("preferred")
        PREFERRED,
        @JsonProperty("required")
        REQUIRED
    }

    record Bootstrap(Recovery recovery) {}

    record Recovery(String source, @Nullable RecoveryTarget recoveryTarget) {}

    record RecoveryTarget(String targetTime) {}

    record Plugin(String name, @Nullable Boolean isWALArchiver, Map<String, String> parameters) {}

    record ExternalCluster(String name, Plugin plugin) {}

    record Database(String apiVersion, String kind, ObjectMeta metadata, DatabaseSpec spec) {}

    record DatabaseSpec(String name, String owner, Named cluster) {}

    record ScheduledBackup(String apiVersion, String kind, ObjectMeta metadata, ScheduledBackupSpec spec) {}

    /** @param schedule six fields: its first are seconds */
    record ScheduledBackupSpec(
            String schedule, boolean immediate, Method method, Named cluster, Configured pluginConfiguration) {}

    enum Method {
        @JsonProperty("plugin")
        PLUGIN
    }

    record Configured(String name) {}

    record ObjectStore(String apiVersion, String kind, ObjectMeta metadata, ObjectStoreSpec spec) {}

    record ObjectStoreSpec(String retentionPolicy, Configuration configuration) {}

    record Configuration(
            String destinationPath, @Nullable String endpointURL, S3 s3Credentials, Compressed wal, Compressed data) {}

    record S3(SecretKey accessKeyId, SecretKey secretAccessKey) {}

    record SecretKey(String name, String key) {}

    record Compressed(String compression) {}
}
