package io.claviger.masters.enablement.run;

import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.KmsInstance;
import io.claviger.keyclient.kms.Kms.RootKey;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.masters.enablement.KmsRequest;
import io.claviger.masters.place.KnownPlaces;
import io.claviger.masters.refusal.ClusterFault;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Looks up the instance and the root key that a caller chose, and refuses what cannot be chosen (clusters-api.md 1.4.2). */
@ApplicationScoped
public class KmsChoice {

    private static final Logger LOG = Logger.getLogger(KmsChoice.class);
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Set<String> PROVIDERS = Set.of("kms", "hs-crypto");
    private static final int ACTIVE = 1;
    /** An instance's policy on networks or addresses keeps the call out. */
    private static final String ORIGIN_REFUSED = "CONFIG_RULE_CONFLICT_ERR";

    private final Kms kms;
    private final KnownPlaces places;

    public KmsChoice(Kms kms, KnownPlaces places) {
        this.kms = kms;
        this.places = places;
    }

    /** The instance, when the account owns it; whether the id or the right is missing is not told apart. */
    public KmsInstance instance(String instanceId, String accountId) {
        Optional<KmsInstance> found =
                GUID.matcher(instanceId).matches() ? ask(instanceId, () -> kms.instance(instanceId)) : Optional.empty();
        return owned(found, instanceId, accountId);
    }

    private static KmsInstance owned(Optional<KmsInstance> found, String instanceId, String accountId) {
        return found.filter(instance -> instance.accountId().equals(accountId))
                .orElseThrow(() -> ClusterFault.INSTANCE_NOT_FOUND.because(
                        "Could not look up the key management service instance '%s'. Give the instance's GUID, not its CRN, and an instance of this account."
                                .formatted(printable(instanceId))));
    }

    /**
     * The same at the place that the request names. From then on the instance is known to be there; one that is known elsewhere,
     * at the installation's own KMS for instance, is not there for anybody.
     */
    private KmsInstance instance(KmsRequest request) {
        URI place = request.place();
        String id = request.instanceId();
        if (place == null) {
            return instance(id, request.accountId());
        }
        Optional<KmsInstance> there = GUID.matcher(id).matches()
                ? ask(id + " at " + place, () -> kms.instanceAt(place, id))
                : Optional.empty();
        KmsInstance instance = owned(there.filter(one -> one.id().equals(id)), id, request.accountId());
        boolean isNews = ask(id, () -> places.of(id)).isEmpty();
        if (isNews && ask(id, () -> kms.instance(id)).isPresent() || !places.remember(id, place)) {
            throw ClusterFault.INSTANCE_NOT_FOUND.because(
                    "Could not look up the key management service instance '%s' at %s: it is known elsewhere."
                            .formatted(id, place));
        }
        return instance;
    }

    /** The key, when it can protect a cluster. */
    public RootKey rootKey(KmsRequest request) {
        KmsInstance instance = instance(request);
        if (!PROVIDERS.contains(instance.service())) {
            throw ClusterFault.PROVIDER_NOT_SUPPORTED.because(
                    "The instance %s is of the service '%s', which is not a supported key management service."
                            .formatted(instance.id(), instance.service()));
        }
        Optional<RootKey> found = GUID.matcher(request.keyId()).matches()
                ? ask(instance.id(), () -> kms.key(instance.id(), request.keyId()))
                : Optional.empty();
        RootKey key = found.orElseThrow(() -> ClusterFault.KEY_NOT_FOUND.because(
                "The root key '%s' could not be found in the key management service instance %s."
                        .formatted(printable(request.keyId()), instance.id())));
        if (key.extractable()) {
            throw ClusterFault.NOT_A_ROOT_KEY.because(
                    "The key %s is a standard key. Only a root key can protect a cluster.".formatted(key.id()));
        }
        if (key.state() != ACTIVE) {
            throw ClusterFault.KEY_NOT_ACTIVE.because(
                    "The root key %s is not active (state %d).".formatted(key.id(), key.state()));
        }
        if (ask(instance.id(), () -> kms.restrictsAddresses(instance.id()))) {
            throw ClusterFault.ADDRESSES_RESTRICTED.because(
                    "The key management service instance %s limits the IP addresses of its clients (allowedIP), which is not supported for clusters."
                            .formatted(instance.id()));
        }
        return key;
    }

    /** Of the installation's own KMS; otherwise as {@link #ask(String, Supplier)}. */
    public <T> T ask(Supplier<T> question) {
        return answer("", question);
    }

    /**
     * Turns the KMS's own failures into what the caller of the clusters API may be told.
     *
     * @param instance whom the question is about, with its place where the caller named that
     */
    public <T> T ask(String instance, Supplier<T> question) {
        return answer(" instance " + instance, question);
    }

    private static <T> T answer(String about, Supplier<T> question) {
        try {
            return question.get();
        } catch (KmsUnreachableException e) {
            // The log has the address; a caller has no use for one of the installation's own.
            LOG.warnf("key management service does not answer about=\"%s\" reason=%s", about.strip(), e.getMessage());
            throw ClusterFault.KMS_UNAVAILABLE.because("The key management service" + about + " does not answer.");
        } catch (KeyRefusedException e) {
            if (e.code().equals(ORIGIN_REFUSED)) {
                throw ClusterFault.ADDRESSES_RESTRICTED.because(
                        "The key management service does not take calls from where master-service is: "
                                + e.getMessage());
            }
            if (e.status() == 401 || e.status() == 403) {
                throw ClusterFault.KMS_FORBIDDEN.because(
                        "The key management service refuses master-service: " + e.getMessage());
            }
            if (e.status() == 404 || e.status() == 410) {
                throw ClusterFault.KEY_NOT_FOUND.because("The root key could not be found: " + e.getMessage());
            }
            throw ClusterFault.KEY_NOT_ACTIVE.because("The key management service refuses: " + e.getMessage());
        }
    }

    private static String printable(String input) {
        String shown = input.length() > 200 ? input.substring(0, 200) + "..." : input;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
