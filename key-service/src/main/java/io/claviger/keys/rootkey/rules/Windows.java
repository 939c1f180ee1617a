package io.claviger.keys.rootkey.rules;

import java.time.Duration;

/**
 * Waiting times of the life cycle (key-protect-api.md 2.8).
 *
 * @param restoreWithin how long after its deletion a key can be restored
 * @param purgedAfter when a deleted key is purged without being asked
 * @param deletionAuthorizedFor how long the first of two people's authorization to delete a key holds
 * @param syncEvery how long after a change or a sync the next sync has to wait
 * @param acknowledgedWithin how long the users of a key have to acknowledge a change before their silence is recorded
 * @param month unit of a rotation policy's interval
 */
public record Windows(
        Duration enableAfterDisable,
        Duration restoreAfterDelete,
        Duration purgeAfterDelete,
        Duration rotateEvery,
        Duration restoreWithin,
        Duration purgedAfter,
        Duration deletionAuthorizedFor,
        Duration syncEvery,
        Duration acknowledgedWithin,
        Duration month) {

    public Windows {
        require("enable-after-disable", enableAfterDisable);
        require("restore-after-delete", restoreAfterDelete);
        require("purge-after-delete", purgeAfterDelete);
        require("rotate-every", rotateEvery);
        require("restore-within", restoreWithin);
        require("purged-after", purgedAfter);
        require("deletion-authorized-for", deletionAuthorizedFor);
        require("sync-every", syncEvery);
        require("acknowledged-within", acknowledgedWithin);
        if (month.isNegative() || month.isZero()) {
            throw new IllegalArgumentException("claviger.keys.windows.month must be longer than nothing");
        }
        if (restoreWithin.compareTo(restoreAfterDelete) <= 0) {
            throw new IllegalArgumentException(
                    "claviger.keys.windows.restore-within must be longer than restore-after-delete: no key could be restored");
        }
        if (purgedAfter.compareTo(restoreWithin) < 0) {
            throw new IllegalArgumentException(
                    "claviger.keys.windows.purged-after must not be shorter than restore-within: keys would vanish that "
                            + "their owners were promised back");
        }
    }

    private static void require(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("claviger.keys.windows." + name + " must not be negative");
        }
    }
}
