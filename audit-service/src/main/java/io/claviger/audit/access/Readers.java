package io.claviger.audit.access;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** Decides who reads what. Deny is the default: no role, no account, no reading. */
@ApplicationScoped
public class Readers {

    private static final String SERVICE = "audit";
    private static final Set<String> ROLES = Set.of("Reader", "Manager", "Administrator");
    private static final Set<String> ADMINISTRATOR = Set.of("Administrator");

    private final AccessConfig config;

    public Readers(AccessConfig config) {
        this.config = config;
    }

    /** What this caller may see; empty when nothing. */
    public Optional<Readership> readershipOf(Caller caller) {
        if (caller.isService() && caller.iamId().startsWith("iam-ServiceId-")) {
            return Optional.of(new Readership.Everyone());
        }
        if (caller.accountId().isEmpty() || !(caller.has(SERVICE, ROLES) || isAdministrator(caller))) {
            return Optional.empty();
        }
        return Optional.of(new Readership.OfAccount(caller.accountId(), administersInstallation(caller)));
    }

    /** May see entries as they are in the log, which holds those of all accounts. */
    public boolean mayReadWholeLog(Caller caller) {
        return readershipOf(caller)
                .map(readership -> switch (readership) {
                    case Readership.Everyone _ -> true;
                    case Readership.OfAccount account -> account.unattributed();
                })
                .orElse(false);
    }

    public ProblemException refusal(String need) {
        return new ProblemException(new Problem(403, Problem.Kind.NOT_ALLOWED, need, null));
    }

    private boolean administersInstallation(Caller caller) {
        return isAdministrator(caller)
                && config.platformAccount().filter(caller.accountId()::equals).isPresent();
    }

    /** Of the account itself or of the trail; administering some other service says nothing about either. */
    private static boolean isAdministrator(Caller caller) {
        return caller.has("iam", ADMINISTRATOR) || caller.has(SERVICE, ADMINISTRATOR);
    }
}
