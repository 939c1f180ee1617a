package io.claviger.masters.access;

import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.authorization.Authorizations;
import io.claviger.kit.authorization.Authorizations.Made;
import io.claviger.kit.authorization.KeyUse;
import io.claviger.kit.authorization.Verdict;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.refusal.ClusterRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which root keys may serve the clusters of which account (clusters-api.md 4.3, 4.4). This service's own token opens the keys of
 * every account; the authorization of the account of the keys is what keeps it from being lent out.
 */
@ApplicationScoped
public class KeyPermissions {

    private static final Set<String> KMS_READERS = Set.of("Reader", "ReaderPlus", "Writer", "Manager");
    /** A cluster that is refused asks as often as it is read. */
    private static final Duration REFUSALS_MAY_BE = Duration.ofSeconds(1);

    private final Authorizations authorizations;

    public KeyPermissions(Authorizations authorizations) {
        this.authorizations = authorizations;
    }

    /** Whether the caller's token grants what choosing a root key takes. */
    public static boolean isReader(Caller caller) {
        return caller.has("kms", KMS_READERS);
    }

    /** The same of roles on the key management service. */
    public static boolean readersAmong(Set<String> roles) {
        return roles.stream().anyMatch(KMS_READERS::contains);
    }

    /** Whoever makes a service of ours use a root key needs a right on keys themselves. */
    public static void requireReader(Caller caller) {
        if (!isReader(caller)) {
            throw ClusterFault.KMS_FORBIDDEN.because(
                    "%s needs at least the service role Reader on the key management service."
                            .formatted(caller.name()));
        }
    }

    /**
     * For keys of another account, before anything of that account is looked at: so that nobody learns what it has. Its own keys
     * an account always may use; the authorization for it is made when it is needed.
     */
    public void requireForeign(String keyAccount, String instanceId, String keyId, String clusterAccount) {
        if (!keyAccount.equals(clusterAccount)) {
            require(keyAccount, instanceId, keyId, clusterAccount, false);
        }
    }

    /** For the disks of a pool, whose authorization must be one that can be passed on (P2). */
    public void requireDelegated(String keyAccount, String instanceId, String keyId, String clusterAccount) {
        require(keyAccount, instanceId, keyId, clusterAccount, true);
    }

    /**
     * Makes the authorization of an account for itself, if there is none (P1).
     *
     * @return whether there was none
     */
    public boolean ensure(String keyCrn, String clusterAccount) {
        Crn key = Crn.parse(keyCrn).orElseThrow();
        Made made = authorizations.make(
                KeyUse.of(ActingService.KUBERNETES, clusterAccount, key), ActingService.KUBERNETES, clusterAccount);
        return switch (made) {
            case THERE_WAS_ONE -> false;
            case MADE -> true;
            case REFUSED -> throw missing(key.account(), clusterAccount, false);
            case UNKNOWN -> throw unknown(key.account());
        };
    }

    /** Whether a cluster of the account may use the key now. */
    public Verdict decide(String keyCrn, String clusterAccount) {
        return authorizations.decide(
                KeyUse.of(
                        ActingService.KUBERNETES,
                        clusterAccount,
                        Crn.parse(keyCrn).orElseThrow()),
                REFUSALS_MAY_BE);
    }

    private void require(String keyAccount, String instanceId, String keyId, String clusterAccount, boolean delegated) {
        // Which of the two services the instance is of, only the instance tells.
        Set<Verdict> verdicts = Stream.of("kms", "hs-crypto")
                .map(service -> authorizations.decide(new KeyUse(
                        Set.of(ActingService.KUBERNETES),
                        clusterAccount,
                        delegated,
                        keyAccount,
                        service,
                        instanceId,
                        keyId)))
                .collect(java.util.stream.Collectors.toSet());
        if (verdicts.contains(Verdict.PERMITTED)) {
            return;
        }
        throw verdicts.contains(Verdict.UNKNOWN) ? unknown(keyAccount) : missing(keyAccount, clusterAccount, delegated);
    }

    private static ClusterRefusal missing(String keyAccount, String clusterAccount, boolean delegated) {
        return ClusterFault.NOT_DELEGATED.because(
                "No authorization of the account %s lets the Kubernetes Service of account %s use its key management service%s."
                        .formatted(keyAccount, clusterAccount, delegated ? " and delegate that access" : ""));
    }

    private static ClusterRefusal unknown(String keyAccount) {
        return ClusterFault.KMS_UNAVAILABLE.because(
                "The authorizations of the account %s cannot be read now.".formatted(keyAccount));
    }
}
