package io.claviger.workers.disk.flow;

import io.claviger.crypto.SecretBytes;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.workers.authorization.VolumeRights;
import io.claviger.workers.disk.DiskDriver;
import io.claviger.workers.disk.DiskDriver.Unlocking;
import io.claviger.workers.disk.DiskException;
import io.claviger.workers.disk.VolumeName;
import io.claviger.workers.node.DiskPlace;
import io.claviger.workers.node.SealedPassphrase;
import io.claviger.workers.node.SealedPassphrase.ByProvider;
import io.claviger.workers.node.SealedPassphrase.ByRootKey;
import io.claviger.workers.node.SealedPassphrase.InCluster;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.node.store.LooseDiskTable;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.secret.NodeSecrets;
import io.claviger.workers.secret.SecretName;
import io.claviger.workers.task.Task;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;

/** A worker's encrypted disk: 32 random bytes are its passphrase, sealed to the pool and the worker it belongs to. */
@Startup
@ApplicationScoped
public class WorkerDisks {

    private static final int PASSPHRASE_BYTES = 32;

    private final Disks disks;
    private final ProviderKey provider;
    private final NodeSecrets secrets;
    private final Kms kms;
    private final VolumeRights rights;
    private final LooseDiskTable loose;
    private final SecureRandom random;
    private final Counter refused;
    private final Counter unreachable;

    public WorkerDisks(
            Disks disks,
            ProviderKey provider,
            NodeSecrets secrets,
            Kms kms,
            VolumeRights rights,
            LooseDiskTable loose,
            SecureRandom random,
            MeterRegistry meters) {
        this.disks = disks;
        this.provider = provider;
        this.secrets = secrets;
        this.kms = kms;
        this.rights = rights;
        this.loose = loose;
        this.random = random;
        // The words that master-service counts by; from the start, because Prometheus sees no increase in what begins
        // with one.
        refused = meters.counter("claviger.workers.disks.refused", "reason", "KeyRefused");
        unreachable = meters.counter("claviger.workers.disks.refused", "reason", "KeyServiceUnreachable");
    }

    /** What is to be remembered of a new disk. */
    public record Made(DiskPlace place, SealedPassphrase passphrase) {}

    /**
     * Makes a new disk for the worker, beside the one it may have, under a passphrase of its own. Volume and secret have names
     * that no other try has: one that comes too late changes nothing of what another has recorded. The passphrase is sealed
     * first: a root key that is refused costs no disk.
     */
    public Made make(Task task, Pool pool, WorkerId worker) {
        DiskDriver driver = disks.forNewDisks();
        DiskPlace place = new DiskPlace(driver.name(), "%s.%016x".formatted(worker.value(), random.nextLong()));
        try (SecretBytes passphrase = SecretBytes.random(random, PASSPHRASE_BYTES)) {
            SealedPassphrase sealed = seal(pool, worker, passphrase);
            requireCluster(pool, place);
            loose.begin(task, worker, pool.cluster(), place);
            try {
                SealedPassphrase kept = settled(pool, worker, place, sealed);
                format(driver, worker, volume(place), passphrase);
                return new Made(place, kept);
            } catch (RuntimeException e) {
                loose.remember(task, worker, pool.cluster(), place);
                throw e;
            }
        }
    }

    /** A cluster that is away is noticed before there is anything to clean up after. */
    private void requireCluster(Pool pool, DiskPlace place) {
        if (keptInCluster(pool)) {
            secrets.find(pool.cluster(), SecretName.of(place.volume()));
        }
    }

    private static void format(DiskDriver driver, WorkerId worker, VolumeName volume, SecretBytes passphrase) {
        driver.format(volume, passphrase);
        Unlocking proof = driver.unlock(volume, passphrase);
        if (proof != Unlocking.OPENED) {
            throw new DiskException("the new disk of " + worker + " does not open: " + proof, null);
        }
    }

    /**
     * Where the passphrase of the worker is to be from now on: one that this service kept itself, before there was a place for it
     * in the cluster, is brought there as it is sealed.
     */
    public SealedPassphrase settled(Pool pool, WorkerId worker, DiskPlace place, SealedPassphrase passphrase) {
        return switch (passphrase) {
            case ByProvider own ->
                pool.infrastructure().keepsDiskKeysInCluster() ? keep(pool, worker, place, own.text()) : own;
            case InCluster kept -> kept;
            case ByRootKey wrapped -> wrapped;
        };
    }

    /** How opening a worker's disk ended. */
    public enum Opening {
        OPENED,
        WRONG_PASSPHRASE,
        NO_VOLUME,
        /** The stored passphrase is damaged, or another worker's. */
        UNREADABLE_PASSPHRASE,
        /** The secret with the passphrase was deleted from the cluster. */
        NO_PASSPHRASE
    }

    /**
     * Opens the disk by key-service's own answer, by the cluster's, or by the provider's key; the passphrase is gone when this
     * returns.
     */
    public Opening open(Pool pool, WorkerId worker, DiskPlace place, SealedPassphrase sealed) {
        DiskDriver disk = disks.named(place.driver());
        VolumeName volume = volume(place);
        List<String> aad = aad(pool.crn(), worker);
        return switch (sealed) {
            case ByProvider own -> openProvider(disk, volume, own.text(), aad);
            case InCluster _ ->
                secrets.find(pool.cluster(), SecretName.of(place.volume()))
                        .map(text -> openProvider(disk, volume, text, aad))
                        .orElse(Opening.NO_PASSPHRASE);
            case ByRootKey wrapped -> unlock(disk, volume, unwrap(pool, wrapped, aad));
        };
    }

    private SecretBytes unwrap(Pool pool, ByRootKey wrapped, List<String> aad) {
        try {
            rights.require(wrapped.keyCrn(), pool.crn());
            return kms.unwrap(KeyRef.parse(wrapped.keyCrn()), wrapped.text(), aad);
        } catch (KeyRefusedException e) {
            refused.increment();
            throw e;
        } catch (KmsUnreachableException e) {
            unreachable.increment();
            throw e;
        }
    }

    private Opening openProvider(DiskDriver disk, VolumeName volume, String text, List<String> aad) {
        return provider.open(text, aad)
                .map(passphrase -> unlock(disk, volume, passphrase))
                .orElse(Opening.UNREADABLE_PASSPHRASE);
    }

    private static Opening unlock(DiskDriver disk, VolumeName volume, SecretBytes unsealed) {
        try (SecretBytes passphrase = unsealed) {
            return switch (disk.unlock(volume, passphrase)) {
                case OPENED -> Opening.OPENED;
                case WRONG_PASSPHRASE -> Opening.WRONG_PASSPHRASE;
                case NO_VOLUME -> Opening.NO_VOLUME;
            };
        }
    }

    /** Binds a sealed passphrase to its place: another pool's or worker's does not open there. */
    public static List<String> aad(String poolCrn, WorkerId worker) {
        return List.of(poolCrn, worker.value());
    }

    private SealedPassphrase seal(Pool pool, WorkerId worker, SecretBytes passphrase) {
        List<String> aad = aad(pool.crn(), worker);
        DiskEncryption encryption = pool.spec().encryption();
        if (encryption == null) {
            return new ByProvider(provider.seal(passphrase, aad));
        }
        rights.require(encryption.keyCrn(), pool.crn());
        Kms.Wrapped wrapped = kms.wrap(KeyRef.parse(encryption.keyCrn()), passphrase, aad);
        return new ByRootKey(wrapped.ciphertext(), encryption.keyCrn(), wrapped.keyVersionId());
    }

    private static boolean keptInCluster(Pool pool) {
        return pool.infrastructure().keepsDiskKeysInCluster() && !pool.encrypted();
    }

    private InCluster keep(Pool pool, WorkerId worker, DiskPlace place, String sealed) {
        SecretName name = SecretName.of(place.volume());
        secrets.keep(pool.cluster(), name, worker, sealed);
        return new InCluster(name.path());
    }

    private static VolumeName volume(DiskPlace place) {
        return new VolumeName(place.volume());
    }
}
