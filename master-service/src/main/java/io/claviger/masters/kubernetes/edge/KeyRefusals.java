package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.status.Status;
import java.util.List;

/**
 * How an unavailable root key looks to a client. 403 for the decision of its owner, which no tool repeats; 503 only when nobody
 * could be asked (contract kubernetes-encryption.md 4.11).
 */
final class KeyRefusals {

    private KeyRefusals() {}

    static Refusal of(KeyUnavailable key, String resource, String name) {
        String subject = name.isEmpty() ? resource : resource + " \"" + name + "\"";
        String why = String.valueOf(key.getMessage());
        return switch (key) {
            case KeyUnavailable.Suspended _ ->
                refusal(Reason.FORBIDDEN, subject + " is forbidden: " + why, resource, name, "KeyDisabled", why);
            case KeyUnavailable.Lost _ ->
                refusal(Reason.GONE, subject + " is unreadable: " + why, resource, name, "KeyDeleted", why);
            case KeyUnavailable.Unreachable _ ->
                refusal(
                        Reason.UNAVAILABLE,
                        subject + " cannot be served now: " + why,
                        resource,
                        name,
                        "KeyServiceUnreachable",
                        why);
        };
    }

    private static Refusal refusal(
            Reason reason, String message, String resource, String name, String cause, String why) {
        return new Refusal(new Status(reason, message, resource, name, List.of(new Cause(cause, why, ""))));
    }
}
