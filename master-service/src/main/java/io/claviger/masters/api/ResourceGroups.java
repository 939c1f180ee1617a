package io.claviger.masters.api;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The resource group that a cluster is in when its order names none: the account's default one, whose id follows from the
 * account's, as it does wherever resource groups are listed.
 */
final class ResourceGroups {

    private ResourceGroups() {}

    static String orDefault(String id, String account) {
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
