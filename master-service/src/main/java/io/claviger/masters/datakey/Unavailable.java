package io.claviger.masters.datakey;

import io.claviger.keyclient.binding.KeyRefusal;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.KeyUnavailable.Why;

/** Says in the Kubernetes API's terms why a root key cannot be used (I10). */
final class Unavailable {

    private Unavailable() {}

    static KeyUnavailable of(KeyRefusal refusal) {
        String cure = clause(refusal.cure());
        return switch (refusal.reason()) {
            case "KeyDisabled" ->
                new KeyUnavailable.Suspended(
                        Why.DISABLED, refusal.keyCrn(), "disabled (state 2, Suspended)", refusal.since(), cure);
            case "KeyExpired" ->
                new KeyUnavailable.Lost(
                        Why.EXPIRED, refusal.keyCrn(), "expired (state 3, Deactivated)", refusal.since(), cure);
            case KeyRefusal.UNCONFIRMED -> new KeyUnavailable.Unreachable(refusal.keyCrn(), refusal.since());
            case "KeyPurged" ->
                new KeyUnavailable.Lost(Why.PURGED, refusal.keyCrn(), KeyUnavailable.PURGED, refusal.since(), cure);
            default ->
                new KeyUnavailable.Lost(
                        Why.DELETED, refusal.keyCrn(), "deleted (state 5, Destroyed)", refusal.since(), cure);
        };
    }

    private static String clause(String sentence) {
        String stripped = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return stripped.isEmpty() ? stripped : Character.toLowerCase(stripped.charAt(0)) + stripped.substring(1);
    }
}
