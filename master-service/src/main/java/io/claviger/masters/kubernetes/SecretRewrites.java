package io.claviger.masters.kubernetes;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What bringing a cluster's secrets under another data key needs of the store. The order that loses nothing: {@link #sealUnder}
 * commits, so that every later write is under the new key and every session started before it is turned back; then chunks of
 * {@link #nextToRewrite} and {@link #replaceSealed}, one transaction each, until {@link #progress} has none remaining.
 */
public interface SecretRewrites {

    /**
     * From the caller's commit on, only bodies sealed under this data key are taken. {@link SecretSealing} must seal under it
     * once this transaction has committed.
     *
     * @param dataKeyId null to store in clear
     */
    void sealUnder(ClusterId cluster, @Nullable UUID dataKeyId);

    /**
     * Secrets that are not yet under the target, locked until the caller's transaction ends; those others hold, and those set
     * aside, are skipped. Fewer than the limit when they are large: their bodies together take little more than 4 MiB.
     */
    List<StoredSecret> nextToRewrite(ClusterId cluster, UUID targetDataKeyId, int limit);

    /**
     * Stores the same object sealed anew. Its resource version stays: nothing that a client sees has changed.
     *
     * @return false when the secret was changed or deleted since it was read
     */
    boolean replaceSealed(ClusterId cluster, StoredSecret former, Sealed sealed);

    /**
     * The secret cannot be read: it is not among {@link #nextToRewrite} nor counted by {@link #progress} any more, until it is
     * written anew or {@link #takeUpAgain} is called. The secret itself, and its claim on its data key, stay as they are.
     *
     * @param reason a clause about its stored form; shown to users
     */
    void setAside(ClusterId cluster, StoredSecret secret, String reason, Instant now);

    /** The same for all secrets under a data key that cannot be had now. Answers how many. */
    int setAsideAll(ClusterId cluster, UUID dataKeyId, String reason, Instant now);

    /** What was set aside may have become readable since: whoever rewrites next finds out. */
    void takeUpAgain(ClusterId cluster);

    /** These data keys can be had again: the same for what was set aside for want of them. Answers how many. */
    int takeUpAgain(ClusterId cluster, Set<UUID> dataKeyIds);

    /** Of the secrets that are not set aside. */
    Progress progress(ClusterId cluster, UUID targetDataKeyId);

    /** A data key may be given up once it is not among these; secrets that are set aside keep theirs. */
    Set<UUID> dataKeysInUse(ClusterId cluster);

    /** Whether a secret that is not set aside is under this data key. */
    boolean anyUnder(ClusterId cluster, UUID dataKeyId);

    /** @param sealed with the data key it was sealed under */
    record StoredSecret(ObjectPath path, long resourceVersion, Sealed sealed) {}

    record Progress(long total, long remaining) {}
}
