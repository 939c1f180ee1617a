package io.claviger.iam.bootstrap;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.account.Grants;
import io.claviger.iam.account.Identity;
import io.claviger.iam.apikey.ApiKeySecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final Grants SERVICE = Grants.of(Map.of("kms", List.of("Reader")));

    /** Keeps classic workers' LUKS keys as secrets of their cluster, as any Kubernetes client would. */
    private static final Grants WORKER_SERVICE =
            Grants.of(Map.of("kms", List.of("Reader"), "containers-kubernetes", List.of("Manager")));

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
                        service.equals("worker-service") ? WORKER_SERVICE : SERVICE,
                        ApiKeySecret.configured(PREFIX + "service-api-keys." + service, key))));
        return new FirstKeys(new AccountId(accountId), keys);
    }
}
