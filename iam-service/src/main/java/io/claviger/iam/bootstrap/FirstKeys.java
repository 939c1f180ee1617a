package io.claviger.iam.bootstrap;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.account.Grants;
import io.claviger.iam.account.Identity;
import io.claviger.iam.apikey.ApiKeySecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which keys the configuration asks for, and which roles each gets. */
record FirstKeys(AccountId account, List<Wanted> keys) {

    static final String ADMIN = "admin";
    private static final String PREFIX = "claviger.iam.bootstrap.";

    private static final Grants ADMINISTRATOR = Grants.of(Map.of(
            "kms", List.of("Administrator", "Manager"),
            "containers-kubernetes", List.of("Administrator", "Manager"),
            "audit", List.of("Reader"),
            "iam", List.of("Administrator")));

    /** Reader is what Key Protect gives to services: wrap, unwrap, metadata, their own registrations. */
    private static final Grants LIVES_UNDER_KEYS = Grants.of(Map.of("kms", List.of("Reader")));

    private static final Grants NOTHING = Grants.of(Map.of());

    /** The services that keep data keys under root keys; the others never call key-service. */
    private static final Set<String> UNDER_KEYS = Set.of("master-service", "worker-service");

    record Wanted(String name, Identity owner, Grants grants, ApiKeySecret secret) {}

    static FirstKeys of(String accountId, Optional<String> adminKey, Map<String, String> serviceKeys) {
        List<Wanted> keys = new ArrayList<>();
        adminKey.ifPresent(key -> keys.add(new Wanted(
                ADMIN,
                new Identity.User("IBMid-admin"),
                ADMINISTRATOR,
                ApiKeySecret.configured(PREFIX + "admin-api-key", key))));
        new TreeMap<>(serviceKeys)
                .forEach((service, key) -> keys.add(new Wanted(
                        service,
                        new Identity.Service(service),
                        UNDER_KEYS.contains(service) ? LIVES_UNDER_KEYS : NOTHING,
                        ApiKeySecret.configured(PREFIX + "service-api-keys." + service, key))));
        return new FirstKeys(new AccountId(accountId), keys);
    }
}
