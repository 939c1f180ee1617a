package io.claviger.masters.api;

import io.claviger.masters.refusal.ClusterFault;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The resource group that a cluster is in when its order names none: the account's default one, whose id follows from the
 * account's, as it does wherever resource groups are listed.
 */
final class ResourceGroups {

    /** Ids of IBM's are 32 characters long; a much longer one could not be looked up by where it is stored. */
    private static final int LONGEST = 128;

    private ResourceGroups() {}

    static String orDefault(String id, String account) {
        if (id.length() > LONGEST) {
            throw ClusterFault.MALFORMED.because(
                    "The header 'X-Auth-Resource-Group' must be at most %d characters long.".formatted(LONGEST));
        }
        return id.isEmpty() ? defaultOf(account) : id;
    }

    /** Groups are not looked up elsewhere: only the default one has a name of its own. */
    static String name(String id, String account) {
        return id.equals(defaultOf(account)) ? "Default" : id;
    }

    private static String defaultOf(String account) {
        return UUID.nameUUIDFromBytes(("resource-group/" + account).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
