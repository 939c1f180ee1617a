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
        Reason reason = switch (key) {
            case KeyUnavailable.Suspended _ -> Reason.FORBIDDEN;
            case KeyUnavailable.Lost _ -> Reason.GONE;
            case KeyUnavailable.Unreachable _ -> Reason.UNAVAILABLE;
        };
        String verdict = switch (key) {
            case KeyUnavailable.Suspended _ -> " is forbidden: ";
            case KeyUnavailable.Lost _ -> " is unreadable: ";
            case KeyUnavailable.Unreachable _ -> " cannot be served now: ";
        };
        Cause cause = new Cause(key.why().word(), why, "");
        return new Refusal(new Status(reason, subject + verdict + why, resource, name, List.of(cause)));
    }
}
