package io.claviger.testkit.service;

import io.claviger.kit.authorization.Authorization;
import io.claviger.kit.authorization.AuthorizationSource;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** iam-service's policies as a test commands them; an account about which nothing was said lets its own and the provider's services in. */
@Mock
@ApplicationScoped
public class AccountsWord implements AuthorizationSource {

    private static final Set<String> ALL = Set.of("Reader", "AuthorizationDelegator");

    private final Map<String, List<Authorization>> said = new ConcurrentHashMap<>();
    private final List<Authorization> made = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    /** From now on the account permits this and nothing else. */
    public void says(String account, Authorization... permitted) {
        said.put(account, List.of(permitted));
    }

    /** As before anything was said. */
    public void saysNothing(String account) {
        said.remove(account);
    }

    public void away(boolean now) {
        away = now;
    }

    public static Authorization reader(String service, String sourceAccount, String... more) {
        return new Authorization(
                service,
                sourceAccount,
                Stream.concat(Stream.of("Reader"), Stream.of(more)).collect(Collectors.toSet()),
                "kms",
                null,
                null);
    }

    /** What this service made by itself. */
    public List<Authorization> made() {
        return List.copyOf(made);
    }

    @Override
    public List<Authorization> of(String keyAccount) throws IOException {
        if (away) {
            throw new IOException("away");
        }
        List<Authorization> known = said.get(keyAccount);
        return known != null ? known : everybody(keyAccount);
    }

    private List<Authorization> everybody(String keyAccount) {
        List<Authorization> all = new ArrayList<>();
        for (String account : List.of(keyAccount, "00000000000000000000000000000000")) {
            for (String service : List.of("containers-kubernetes", "server-protect")) {
                for (String kms : List.of("kms", "hs-crypto")) {
                    all.add(new Authorization(service, account, ALL, kms, null, null));
                }
            }
        }
        return all;
    }

    @Override
    public boolean make(
            String service, String sourceAccount, String keyAccount, String keyService, @Nullable String instance)
            throws IOException {
        List<Authorization> now = new ArrayList<>(of(keyAccount));
        boolean lawful = sourceAccount.equals(keyAccount)
                || now.stream().anyMatch(each -> each.roles().contains("AuthorizationDelegator"));
        if (lawful) {
            Authorization one = new Authorization(service, sourceAccount, Set.of("Reader"), keyService, instance, null);
            now.add(one);
            made.add(one);
            said.put(keyAccount, List.copyOf(now));
        }
        return lawful;
    }
}
