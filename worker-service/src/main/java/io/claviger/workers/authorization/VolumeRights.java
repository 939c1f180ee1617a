package io.claviger.workers.authorization;

import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.authorization.Authorizations;
import io.claviger.kit.authorization.KeyUse;
import io.claviger.kit.authorization.Verdict;
import io.claviger.kit.crn.Crn;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the account of a root key must have permitted before workers' boot volumes hang from it (clusters-api.md 4.3). Refusals
 * are those that key-service would give, and as they are about the key: asking again changes nothing until somebody acts.
 */
@ApplicationScoped
public class VolumeRights {

    private final Authorizations authorizations;

    public VolumeRights(Authorizations authorizations) {
        this.authorizations = authorizations;
    }

    /**
     * P2: the Kubernetes Service of the cluster's account has access that it may pass on. Asked before key-service is, so which
     * service the instance is of is not known yet; each use of the key is judged by its true name later.
     */
    public Verdict mayOrder(String keyCrn, String clusterAccount) {
        Set<Verdict> verdicts = Crn.KMS_SERVICES.stream()
                .map(service -> authorizations.decide(KeyUse.of(
                                ActingService.KUBERNETES,
                                clusterAccount,
                                crn(keyCrn).ofService(service))
                        .passedOn()))
                .collect(Collectors.toSet());
        if (verdicts.contains(Verdict.PERMITTED)) {
            return Verdict.PERMITTED;
        }
        return verdicts.contains(Verdict.UNKNOWN) ? Verdict.UNKNOWN : Verdict.REFUSED;
    }

    /** P4: passes that access on to the block storage of the provider's account, whose volumes the workers boot from. */
    public void passOn(String keyCrn) {
        KeyUse use = KeyUse.of(ActingService.BLOCK_STORAGE, ActingService.PROVIDER_ACCOUNT, crn(keyCrn));
        switch (authorizations.make(use, ActingService.BLOCK_STORAGE, ActingService.PROVIDER_ACCOUNT)) {
            case THERE_WAS_ONE, MADE -> {}
            case REFUSED ->
                throw refused("The account " + use.keyAccount()
                        + " lets the Kubernetes Service delegate no access to the key to Cloud Block Storage");
            case UNKNOWN -> throw unknown(use.keyAccount());
        }
    }

    /** P3 and P4, on each use: block storage of the cluster's account, and of the provider's. */
    public void require(String keyCrn, String poolCrn) {
        Crn key = crn(keyCrn);
        String clusterAccount = crn(poolCrn).account();
        KeyUse own = KeyUse.of(ActingService.BLOCK_STORAGE, clusterAccount, key);
        require(clusterAccount.equals(key.account()) ? own : own.passedOn());
        require(KeyUse.of(ActingService.BLOCK_STORAGE, ActingService.PROVIDER_ACCOUNT, key));
    }

    private void require(KeyUse use) {
        switch (authorizations.decide(use)) {
            case PERMITTED -> {}
            case REFUSED ->
                throw refused("No authorization of the account " + use.keyAccount()
                        + " lets Cloud Block Storage of account " + use.sourceAccount() + " use the key"
                        + (use.delegated() ? " and delegate that access" : ""));
            case UNKNOWN -> throw unknown(use.keyAccount());
        }
    }

    private static KeyRefusedException refused(String why) {
        return new KeyRefusedException(401, "UNAUTHORIZED_ERR", why);
    }

    private static KmsUnreachableException unknown(String account) {
        String why = "the authorizations of the account " + account + " cannot be read";
        return new KmsUnreachableException(why, new IOException(why));
    }

    private static Crn crn(String text) {
        return Crn.parse(text).orElseThrow(() -> new IllegalArgumentException("not a CRN: " + text));
    }
}
