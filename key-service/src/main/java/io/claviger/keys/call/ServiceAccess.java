package io.claviger.keys.call;

import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.authorization.Authorizations;
import io.claviger.kit.authorization.KeyUse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether the account of the keys lets a service use them (key-protect-api.md 6.5). A service's role alone opens nothing: it is
 * the same in every account.
 */
@ApplicationScoped
public class ServiceAccess {

    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Looking, and giving up a tie. Whatever uses a key, ties something to it or changes it needs an authorization. */
    private static final Set<Operation> FOR_EVERY_SERVICE = EnumSet.of(
            Operation.LIST_KEYS,
            Operation.COUNT_KEYS,
            Operation.READ_METADATA,
            Operation.READ_STATES,
            Operation.LIST_VERSIONS,
            Operation.READ_ALLOWED_IP_PORT,
            Operation.LIST_RINGS,
            Operation.LIST_REGISTRATIONS,
            Operation.DELETE_REGISTRATION);

    /** Names its keys in its body; whoever reads that asks for each of them. */
    private static final Set<Operation> DECIDED_PER_KEY = EnumSet.of(Operation.ACKNOWLEDGE);

    private final Authorizations authorizations;

    public ServiceAccess(Authorizations authorizations) {
        this.authorizations = authorizations;
    }

    /**
     * What an authorization must permit for this call; empty when it needs none.
     *
     * @param source account that the service says it works for; absent when a call serves several
     * @param key as it stands in the path; an authorization for one key does not let in by an alias
     */
    public Optional<KeyUse> needed(Call call, @Nullable String source, @Nullable String key) {
        if (!call.caller().isService() || FOR_EVERY_SERVICE.contains(call.operation())) {
            return Optional.empty();
        }
        String id = key == null ? "" : key.toLowerCase(Locale.ROOT);
        return Optional.of(new KeyUse(
                ActingService.namesOf(call.caller().iamId()),
                source == null || source.isBlank() ? null : source.strip(),
                false,
                call.instance().accountId(),
                call.instance().service(),
                call.instance().id(),
                KEY_ID.matcher(id).matches() ? id : null));
    }

    /** Whether it is permitted for certain without asking anybody, for calls that must not wait (ADR 0024). */
    public boolean permitsUnasked(KeyUse use) {
        return authorizations.permitsUnasked(use);
    }

    /** Of a call that names its keys in its path, or names none; parameters as in {@link #needed}. */
    void requireForPath(Call call, @Nullable String source, @Nullable String key) {
        if (!DECIDED_PER_KEY.contains(call.operation())) {
            require(call, source, key);
        }
    }

    /** Parameters as in {@link #needed}. May ask iam-service, so it has no place in a transaction that has written. */
    public void require(Call call, @Nullable String source, @Nullable String key) {
        needed(call, source, key).ifPresent(use -> require(call, use));
    }

    private void require(Call call, KeyUse use) {
        switch (authorizations.decide(use)) {
            case PERMITTED -> {}
            case REFUSED ->
                throw Refusal.unauthorized("The account " + use.keyAccount() + " has no authorization that lets "
                                + call.caller().name() + " use this key"
                                + (use.sourceAccount() == null ? "" : " for the account " + use.sourceAccount())
                                + "; create one (POST /v1/policies).")
                        .asException();
            case UNKNOWN ->
                throw Refusal.of(
                                503,
                                "AUTHORIZATION_UNKNOWN_ERR",
                                "The authorizations of the account " + use.keyAccount()
                                        + " cannot be read now, so the service cannot be let in; try again.")
                        .asException();
        }
    }
}
