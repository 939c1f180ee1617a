package io.claviger.kit.authorization;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides by what iam-service has said lately. A permission is used again for {@link AuthorizationConfig#fresh()} without asking,
 * and renewed ahead of its end, so that hot paths do not wait; a refusal is never repeated without having asked once more,
 * because the authorization may have been made this very moment. While iam-service is away what was permitted before stays so
 * for {@link AuthorizationConfig#outage()}, and nothing new is; and only the first of an outage waits to learn that it is one.
 */
@ApplicationScoped
public class Authorizations {

    private static final Logger LOG = Logger.getLogger(Authorizations.class);
    /** Nobody waits for a service that was away a moment ago. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final AuthorizationSource source;
    private final AuthorizationConfig config;
    private final Clock clock;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    public Authorizations(AuthorizationSource source, AuthorizationConfig config, Clock clock) {
        this.source = source;
        this.config = config;
        this.clock = clock;
    }

    /** @param asked when it was asked for, which is before it came: it speaks for that moment */
    private record Known(Instant asked, List<Authorization> all) {
        boolean permits(KeyUse use) {
            return all.stream().anyMatch(each -> each.permits(use));
        }
    }

    private static final class Account {
        private final ReentrantLock asking = new ReentrantLock();
        private final AtomicBoolean renewing = new AtomicBoolean();
        private volatile @Nullable Known known;
        private volatile Instant notBefore = Instant.MIN;
        /** Until then what an answer before the outage permits is permitted without waiting for another. */
        private volatile Instant knownAway = Instant.MIN;
    }

    public Verdict decide(KeyUse use) {
        return decide(use, Duration.ZERO);
    }

    /** @param refusalsMayBe how old an answer may be that refuses; for those who ask often and are refused long */
    public Verdict decide(KeyUse use, Duration refusalsMayBe) {
        Account account = accounts.computeIfAbsent(use.keyAccount(), _ -> new Account());
        Instant now = clock.instant();
        Known known = account.known;
        if (permitsFreshly(use, account, known, now) || permitsWhileAway(use, account, known, now)) {
            return Verdict.PERMITTED;
        }
        if (known != null && Duration.between(known.asked(), now).compareTo(refusalsMayBe) < 0 && !known.permits(use)) {
            return Verdict.REFUSED;
        }
        return decideAnew(use, account, now);
    }

    /**
     * Whether an answer that is fresh permits it. Neither asks nor waits, so an event loop may call it; false says only that
     * {@link #decide} has to. What is permitted merely because iam-service is away is not permitted here.
     */
    public boolean permitsUnasked(KeyUse use) {
        Account account = accounts.get(use.keyAccount());
        return account != null && permitsFreshly(use, account, account.known, clock.instant());
    }

    private boolean permitsFreshly(KeyUse use, Account account, @Nullable Known known, Instant now) {
        if (known == null) {
            return false;
        }
        Duration age = Duration.between(known.asked(), now);
        // A clock that was set back says nothing about age.
        if (age.isNegative() || age.compareTo(config.fresh()) >= 0 || !known.permits(use)) {
            return false;
        }
        if (age.compareTo(config.fresh().dividedBy(2)) > 0) {
            renew(use.keyAccount(), account);
        }
        return true;
    }

    /**
     * After a try that failed lately nobody waits for the next one: a service that hangs would cost each caller its patience. Not
     * for longer than an answer is fresh, so that a permission that was taken back ends as soon after an outage as without one.
     */
    private boolean permitsWhileAway(KeyUse use, Account account, @Nullable Known known, Instant now) {
        if (known == null || !now.isBefore(account.knownAway) || !outlives(known, now) || !known.permits(use)) {
            return false;
        }
        renew(use.keyAccount(), account);
        return true;
    }

    private boolean outlives(Known known, Instant now) {
        return !known.asked().plus(config.outage()).isBefore(now);
    }

    /**
     * Makes the authorization that a use needs, at its instance, if there is none.
     *
     * @return whether one had to be made
     */
    public Made make(KeyUse use, String service, String sourceAccount) {
        switch (decide(use)) {
            case PERMITTED:
                return Made.THERE_WAS_ONE;
            case UNKNOWN:
                return Made.UNKNOWN;
            case REFUSED:
                break;
        }
        try {
            if (!source.make(service, sourceAccount, use.keyAccount(), use.keyService(), use.instance())) {
                return Made.REFUSED;
            }
        } catch (IOException e) {
            LOG.warnf("authorization not made account=%s reason=%s", use.keyAccount(), e.getMessage());
            return Made.UNKNOWN;
        }
        return decide(use) == Verdict.PERMITTED ? Made.MADE : Made.REFUSED;
    }

    /** How making one ended. */
    public enum Made {
        THERE_WAS_ONE,
        MADE,
        /** The account of the keys does not let the service make one. */
        REFUSED,
        /** iam-service is away. */
        UNKNOWN
    }

    private Verdict decideAnew(KeyUse use, Account account, Instant since) {
        account.asking.lock();
        try {
            Known known = account.known;
            if ((known == null || !known.asked().isAfter(since)) && !since.isBefore(account.notBefore)) {
                ask(use.keyAccount(), account);
                known = account.known;
            }
            if (known == null || !outlives(known, since)) {
                return Verdict.UNKNOWN;
            }
            if (known.permits(use)) {
                return Verdict.PERMITTED;
            }
            return known.asked().isBefore(since) ? Verdict.UNKNOWN : Verdict.REFUSED;
        } finally {
            account.asking.unlock();
        }
    }

    private void renew(String id, Account account) {
        if (clock.instant().isBefore(account.notBefore) || !account.renewing.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("authorizations-" + id).start(() -> {
            account.asking.lock();
            try {
                ask(id, account);
            } finally {
                account.asking.unlock();
                account.renewing.set(false);
            }
        });
    }

    private void ask(String id, Account account) {
        Instant asked = clock.instant();
        try {
            account.known = new Known(asked, List.copyOf(source.of(id)));
            account.notBefore = Instant.MIN;
            account.knownAway = Instant.MIN;
        } catch (IOException e) {
            // From the end of the try: one that has lasted for longer than the pause must not be followed by the next
            // at once.
            Instant ended = clock.instant();
            account.notBefore = ended.plus(AFTER_FAILURE);
            account.knownAway = ended.plus(config.fresh());
            LOG.warnf("authorizations not read account=%s reason=%s", id, e.getMessage());
        }
    }
}
