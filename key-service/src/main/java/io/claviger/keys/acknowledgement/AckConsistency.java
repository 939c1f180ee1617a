package io.claviger.keys.acknowledgement;

import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.store.ChangeStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether what a service says it has done fits what became of the key (key-protect-api.md 7.4). */
final class AckConsistency {

    /** The one adopter state that is public: the service's data keys are in use. */
    static final String IN_USE = "DEK_ENABLED";

    private AckConsistency() {}

    /**
     * @param used the version that the service names; absent when it has stopped using the key
     * @param told what it was told; absent for an event that is not known
     */
    static Optional<String> contradiction(
            Key key, String adopterState, Life.@Nullable Version used, ChangeStore.@Nullable Told told) {
        boolean late = told != null && told.revision() < key.life().revision();
        if (late) {
            // A word about the past; what has changed since will be acknowledged on its own.
            return Optional.empty();
        }
        boolean usable = switch (key.state()) {
            case ACTIVE, DEACTIVATED -> true;
            case SUSPENDED, DESTROYED -> false;
        };
        if (adopterState.equals(IN_USE) && !usable) {
            return Optional.of("data keys are said to be in use, and key " + key.id() + " is "
                    + key.state().phrase() + " since " + key.life().since());
        }
        boolean rotated = told != null && told.what().equals("rotated");
        if (rotated && used != null && used.ordinal() < key.life().current().ordinal()) {
            return Optional.of("version " + used.id() + " is said to be in use after the rotation of key " + key.id()
                    + " to version " + key.life().current().id());
        }
        return Optional.empty();
    }
}
