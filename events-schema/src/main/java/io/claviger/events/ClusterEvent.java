package io.claviger.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something happened to a cluster. */
public sealed interface ClusterEvent extends DomainEvent {

    ClusterSnapshot cluster();

    /** A cluster was ordered; {@code defaultPool} is what worker-service is to build with it, if anything. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Created(ClusterSnapshot cluster, @Nullable PoolOrder defaultPool) implements ClusterEvent {}

    record Deleted(ClusterSnapshot cluster) implements ClusterEvent {}

    record KmsEnabling(ClusterSnapshot cluster) implements ClusterEvent {}

    record KmsEnabled(ClusterSnapshot cluster) implements ClusterEvent {}

    record KmsFailed(ClusterSnapshot cluster) implements ClusterEvent {}

    record DataKeysRewrapped(ClusterSnapshot cluster) implements ClusterEvent {}

    record HealthChanged(ClusterSnapshot cluster) implements ClusterEvent {}

    /** Wire type to record; kept beside {@link #type()}, which is its inverse. */
    Map<String, Class<? extends ClusterEvent>> BY_TYPE = Map.of(
            "io.claviger.cluster.created", Created.class,
            "io.claviger.cluster.deleted", Deleted.class,
            "io.claviger.cluster.kms-enabling", KmsEnabling.class,
            "io.claviger.cluster.kms-enabled", KmsEnabled.class,
            "io.claviger.cluster.kms-failed", KmsFailed.class,
            "io.claviger.cluster.data-keys-rewrapped", DataKeysRewrapped.class,
            "io.claviger.cluster.health-changed", HealthChanged.class);

    @Override
    default String type() {
        return switch (this) {
            case Created _ -> "io.claviger.cluster.created";
            case Deleted _ -> "io.claviger.cluster.deleted";
            case KmsEnabling _ -> "io.claviger.cluster.kms-enabling";
            case KmsEnabled _ -> "io.claviger.cluster.kms-enabled";
            case KmsFailed _ -> "io.claviger.cluster.kms-failed";
            case DataKeysRewrapped _ -> "io.claviger.cluster.data-keys-rewrapped";
            case HealthChanged _ -> "io.claviger.cluster.health-changed";
        };
    }

    @Override
    default Topic topic() {
        return Topic.CLUSTERS;
    }

    @Override
    default String partitionKey() {
        return cluster().clusterId();
    }

    @Override
    default String source() {
        return "master-service";
    }

    @Override
    default String subject() {
        return cluster().crn();
    }

    @Override
    default long sequence() {
        return cluster().revision();
    }
}
