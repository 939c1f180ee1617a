package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.kit.activity.Activity;
import java.time.Duration;

/** What the audit trail says of keys beside who, what and when (key-protect-api.md 7.2). */
public final class KeyRecords {

    private KeyRecords() {}

    static Activity created(Call call, Key key) {
        Activity activity = withVersion(about(call, key), key)
                .request("keyType", keyType(key))
                .response("keyId", key.id().toString())
                .response("keyState", key.state().number())
                .status(201);
        return key.traits().expirationDate() == null
                ? activity
                : activity.response(
                        "daysToKeyExpire",
                        Duration.between(key.createdAt(), key.traits().expirationDate())
                                .toDays());
    }

    static Activity read(Call call, Key key) {
        return withVersion(about(call, key), key)
                .request("keyType", keyType(key))
                .response("keyState", key.state().number());
    }

    public static Activity about(Call call, Key key) {
        Activity activity = call.activity(key.home().crn(), key.traits().name())
                .response("keyRingId", key.traits().keyRing());
        return key.traits().expirationDate() == null
                ? activity
                : activity.response(
                        "expirationDate", key.traits().expirationDate().toString());
    }

    static Activity withVersion(Activity activity, Key key) {
        Life.Version version = key.life().current();
        return activity.response("keyVersionId", version.id().toString())
                .response("keyVersionCreationDate", version.createdAt().toString());
    }

    /** Of a key that time has taken out of use, whoever noticed. */
    static Activity expired(Key before, Key expired) {
        return byTime(before, Operation.EXPIRE)
                .request("keyType", keyType(before))
                .request("expirationDate", String.valueOf(before.traits().expirationDate()))
                .response("keyId", before.id().toString())
                .response("initialValue.keyState", before.state().number())
                .response("newValue.keyState", expired.state().number());
    }

    /** What nobody has asked for. */
    static Activity byTime(Key key, Operation operation) {
        String service = key.home().crn().service();
        return Activity.of(
                operation.action(service),
                key.home().crn().toString(),
                key.traits().name(),
                service + "/secrets");
    }

    static String keyType(Key key) {
        return key.traits().extractable() ? "standard" : "root";
    }
}
