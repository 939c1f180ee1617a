package io.claviger.iam.bootstrap;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.account.Grants;
import io.claviger.iam.account.Identity;
import io.claviger.iam.apikey.ApiKeySecret;
import io.claviger.iam.bootstrap.BootstrapConfig.UserKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which keys the configuration asks for, and which roles each gets. */
record FirstKeys(List<Wanted> keys) {

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

    record Wanted(String name, AccountId account, Identity owner, Grants grants, ApiKeySecret secret) {}

    static FirstKeys of(String accountId, Optional<String> adminKey, Map<String, String> serviceKeys) {
        return of(accountId, adminKey, serviceKeys, Map.of());
    }

    static FirstKeys of(
            String accountId, Optional<String> adminKey, Map<String, String> serviceKeys, Map<String, UserKey> users) {
        AccountId account = new AccountId(accountId);
        List<Wanted> keys = new ArrayList<>();
        adminKey.ifPresent(key -> keys.add(new Wanted(
                ADMIN,
                account,
                new Identity.User("IBMid-admin"),
                ADMINISTRATOR,
                ApiKeySecret.configured(PREFIX + "admin-api-key", key))));
        new TreeMap<>(serviceKeys)
                .forEach((service, key) -> keys.add(new Wanted(
                        service,
                        account,
                        new Identity.Service(service),
                        UNDER_KEYS.contains(service) ? LIVES_UNDER_KEYS : NOTHING,
                        ApiKeySecret.configured(PREFIX + "service-api-keys." + service, key))));
        new TreeMap<>(users)
                .forEach((iamId, user) -> keys.add(new Wanted(
                        iamId,
                        user.accountId().map(AccountId::new).orElse(account),
                        new Identity.User(iamId),
                        Grants.of(user.grants()),
                        ApiKeySecret.configured(PREFIX + "users." + iamId + ".api-key", user.apiKey()))));
        return new FirstKeys(keys);
    }
}
