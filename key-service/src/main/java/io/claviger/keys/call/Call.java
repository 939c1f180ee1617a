package io.claviger.keys.call;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call whose token is good and whose instance the caller may see.
 *
 * @param path of the request, for the record
 * @param keyRing ring the caller restricts itself to, absent when any will do
 */
public record Call(
        Caller caller,
        Instance instance,
        Operation operation,
        String path,
        @Nullable String keyRing) {

    /**
     * Whether the caller may do this here (key-protect-api.md 6.2, 6.5). Asked after the key was found, as Key Protect does.
     */
    public void requireRight() {
        Refusal.throwIf(lackOfRight());
    }

    /** As {@link #requireRight}; empty when the caller may. */
    public Optional<Refusal> lackOfRight() {
        if (operation.forServicesOnly() && !caller.isService()) {
            return Optional.of(Refusal.of(
                    403,
                    "SERVICE_ONLY_ERR",
                    "Only services write registrations and acknowledge events; users may list them."));
        }
        if (caller.isService() && operation == Operation.DELETE) {
            return Optional.of(Refusal.of(403, "RESOURCE_OWNER_ERR", "A service may use a key but never delete it."));
        }
        Set<String> roles = operation.roleNames(instance.service());
        // Key Protect tells the two services apart (6.3). A role for kms opens Hyper Protect's instances here all the
        // same,
        // because iam-service grants no other: without this nobody, services included, could use them (SECURITY.md).
        if (!caller.has(instance.service(), roles) && !caller.has("kms", roles)) {
            return Optional.of(
                    Refusal.unauthorized("This needs one of the roles " + roles + " for " + instance.service() + "."));
        }
        return Optional.empty();
    }

    /** The record of this call about a key; the caller adds what it found. */
    public Activity activity(Crn target, String name) {
        String service = instance.service();
        Activity activity = Activity.of(operation.action(service), target.toString(), name, service + "/secrets")
                .severity(severity(operation.weight()))
                .request("requestURI", path)
                .request("instanceID", instance.id())
                .from(instance.crn().toString());
        return keyRing == null ? activity : activity.request("keyRingId", keyRing);
    }

    /** The record of this call about the instance itself, for example a list. */
    public Activity activity() {
        return activity(instance.crn(), instance.name());
    }

    private static Severity severity(Operation.Weight weight) {
        return switch (weight) {
            case NORMAL -> Severity.NORMAL;
            case WARNING -> Severity.WARNING;
            case CRITICAL -> Severity.CRITICAL;
        };
    }
}
