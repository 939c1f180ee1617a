package io.claviger.events;

import java.util.Map;

/** Something happened to a worker pool or to a worker in it; each carries the pool's sums after the change. */
public sealed interface WorkerEvent extends DomainEvent {

    PoolSnapshot pool();

    record PoolCreated(PoolSnapshot pool) implements WorkerEvent {}

    record PoolDeleted(PoolSnapshot pool) implements WorkerEvent {}

    /** The pool's root key changed what its workers may do; one event for the pool, whatever its size. */
    record PoolHealthChanged(PoolSnapshot pool, String reason) implements WorkerEvent {}

    record WorkerStateChanged(PoolSnapshot pool, String workerId, String actualState) implements WorkerEvent {}

    record WorkerRebooted(PoolSnapshot pool, String workerId) implements WorkerEvent {}

    record WorkerReloaded(PoolSnapshot pool, String workerId) implements WorkerEvent {}

    record WorkerReplaced(PoolSnapshot pool, String workerId, String replacementId) implements WorkerEvent {}

    /** Wire type to record; kept beside {@link #type()}, which is its inverse. */
    Map<String, Class<? extends WorkerEvent>> BY_TYPE = Map.of(
            "io.claviger.worker.pool-created", PoolCreated.class,
            "io.claviger.worker.pool-deleted", PoolDeleted.class,
            "io.claviger.worker.pool-health-changed", PoolHealthChanged.class,
            "io.claviger.worker.state-changed", WorkerStateChanged.class,
            "io.claviger.worker.rebooted", WorkerRebooted.class,
            "io.claviger.worker.reloaded", WorkerReloaded.class,
            "io.claviger.worker.replaced", WorkerReplaced.class);

    @Override
    default String type() {
        return switch (this) {
            case PoolCreated _ -> "io.claviger.worker.pool-created";
            case PoolDeleted _ -> "io.claviger.worker.pool-deleted";
            case PoolHealthChanged _ -> "io.claviger.worker.pool-health-changed";
            case WorkerStateChanged _ -> "io.claviger.worker.state-changed";
            case WorkerRebooted _ -> "io.claviger.worker.rebooted";
            case WorkerReloaded _ -> "io.claviger.worker.reloaded";
            case WorkerReplaced _ -> "io.claviger.worker.replaced";
        };
    }

    @Override
    default Topic topic() {
        return Topic.WORKERS;
    }

    @Override
    default String partitionKey() {
        return pool().clusterId();
    }

    @Override
    default String source() {
        return "worker-service";
    }

    @Override
    default String subject() {
        return pool().crn();
    }

    @Override
    default long sequence() {
        return pool().revision();
    }
}
