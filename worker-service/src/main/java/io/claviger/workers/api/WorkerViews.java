package io.claviger.workers.api;

import io.claviger.workers.api.WorkerV2.DiskView;
import io.claviger.workers.api.WorkerV2.HealthView;
import io.claviger.workers.api.WorkerV2.KubeVersion;
import io.claviger.workers.cluster.DiskSlot;
import io.claviger.workers.node.Health;
import io.claviger.workers.node.Worker;
import io.claviger.workers.node.WorkerState;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.KeyStanding;
import io.claviger.workers.pool.Pool;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Workers to the wire; what the wire calls absent is an empty string, lists are never null. */
final class WorkerViews {

    private WorkerViews() {}

    /** @param targetVersion what an update would bring the worker to */
    static WorkerV2 v2(Worker worker, Pool pool, KeyStanding key, String targetVersion) {
        Health health = Health.of(worker, key);
        String since = Times.wire(health.since());
        String details = orEmpty(health.details());
        return new WorkerV2(
                worker.id().value(),
                "hourly",
                worker.flavor(),
                worker.zone(),
                worker.pool().value(),
                worker.poolName(),
                "",
                "",
                new KubeVersion(worker.version(), targetVersion, "", "", targetVersion),
                new WorkerV2.Lifecycle(
                        worker.state().wireName(),
                        worker.state().desired(),
                        orEmpty(worker.pendingOperation()),
                        health.message(),
                        since,
                        details,
                        details.isEmpty() ? "" : since,
                        orEmpty(worker.reasonForDelete()),
                        orEmpty(pool.spec().operatingSystem())),
                new HealthView(health.state().wireName(), sentence(health)),
                List.of(),
                pool.infrastructure().disks().stream()
                        .map(slot -> disk(slot, worker, pool))
                        .toList());
    }

    static WorkerV1 v1(Worker worker, Pool pool, KeyStanding key, String targetVersion) {
        Health health = Health.of(worker, key);
        String since = Times.wire(health.since());
        boolean failed = health.details() != null;
        return new WorkerV1(
                worker.id().value(),
                worker.state() == WorkerState.DEPLOYED
                        ? health.state().wireName()
                        : worker.state().wireName(),
                health.message(),
                since,
                orEmpty(health.details()),
                orEmpty(worker.pendingOperation()),
                failed ? sentence(health) : "",
                failed ? since : "",
                worker.version().equals(targetVersion) || worker.state() != WorkerState.RELOADING
                        ? worker.version()
                        : worker.version() + " --> " + targetVersion + " (pending)",
                targetVersion,
                "",
                "",
                machineType(worker, pool),
                orEmpty(pool.spec().isolation()),
                "",
                "",
                "",
                "",
                worker.zone(),
                worker.pool().value(),
                worker.poolName(),
                "",
                orEmpty(worker.reasonForDelete()),
                "hourly");
    }

    /** Most clients show the health's message and nothing else, so it says what is wrong and what would cure it (I10). */
    private static String sentence(Health health) {
        return health.details() == null ? health.message() : health.message() + " " + health.details();
    }

    private static DiskView disk(DiskSlot slot, Worker worker, Pool pool) {
        if (!slot.encrypted()) {
            return new DiskView(slot.role(), slot.content(), "none", null, null);
        }
        DiskEncryption encryption = pool.spec().encryption();
        return new DiskView(
                slot.role(),
                slot.content(),
                encryption == null ? "provider_managed" : "user_managed",
                worker.driver(),
                encryption == null ? null : encryption.keyCrn());
    }

    /** The suffix says that the secondary disk is encrypted. */
    private static String machineType(Worker worker, Pool pool) {
        boolean secondary = pool.infrastructure().disks().stream()
                .anyMatch(slot -> slot.encrypted() && !slot.role().equals("primary"));
        return secondary ? worker.flavor() + ".encrypted" : worker.flavor();
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
