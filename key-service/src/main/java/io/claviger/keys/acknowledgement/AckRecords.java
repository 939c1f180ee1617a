package io.claviger.keys.acknowledgement;

import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activity;
import jakarta.enterprise.context.ApplicationScoped;

/** Records of {@code ack-…} outcomes (key-protect-api.md 7.2): what came of telling a service of a key's change. */
@ApplicationScoped
class AckRecords {

    private final VersionStore versions;

    AckRecords(VersionStore versions) {
        this.versions = versions;
    }

    /** @param action of {@link AckAction} */
    Activity about(Key key, String action, String change) {
        String service = key.home().crn().service();
        return Activity.of(
                        service + ".secrets.ack-" + action,
                        key.home().crn().toString(),
                        key.traits().name(),
                        service + "/secrets")
                .response("eventAckData.eventType", change)
                .from(key.home().crn().toString());
    }

    /** With the version that the service now uses, and the one before it. */
    Activity withVersions(Activity activity, Key key, Life.Version used) {
        Activity now = activity.response(
                        "eventAckData.newKeyVersionId", used.id().toString())
                .response(
                        "eventAckData.newKeyVersionCreationDate",
                        used.createdAt().toString());
        return versions.at(key.id(), used.ordinal() - 1)
                .map(former -> now.response(
                                "eventAckData.oldKeyVersionId", former.id().toString())
                        .response(
                                "eventAckData.oldKeyVersionCreationDate",
                                former.createdAt().toString()))
                .orElse(now);
    }
}
