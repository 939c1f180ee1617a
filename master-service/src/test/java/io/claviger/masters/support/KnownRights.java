package io.claviger.masters.support;

import io.claviger.masters.keyowner.IdentityRights;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What iam-service knows of identities, as a test commands it; nothing of whom nothing was said. */
@Mock
@ApplicationScoped
public class KnownRights implements IdentityRights {

    private final Map<String, Set<String>> said = new ConcurrentHashMap<>();
    private volatile boolean away;

    public void says(String account, String iamId, String... kmsRoles) {
        said.put(account + "/" + iamId, Set.of(kmsRoles));
    }

    public void away(boolean now) {
        away = now;
    }

    @Override
    public Set<String> of(String accountId, String iamId, String service) throws IOException {
        if (away) {
            throw new IOException("away");
        }
        return service.equals("kms") ? said.getOrDefault(accountId + "/" + iamId, Set.of()) : Set.of();
    }
}
