package io.claviger.masters.access;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.claviger.masters.refusal.ClusterFault;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides before anything else does; whatever is not granted is refused. */
public final class Access {

    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9]{1,64}");

    static final String SERVICE = "containers-kubernetes";

    private Access() {}

    public static void require(Caller caller, Role role) {
        if (!caller.has(SERVICE, role.includedIn())) {
            throw ClusterFault.ROLE_MISSING.because(
                    "You are not authorized for this action. The platform role %s for the Kubernetes Service is required."
                            .formatted(role.wireName()));
        }
    }

    /** The account to work in: what the header names, or the token's own; an empty header is an absent one. */
    public static String account(Caller caller, @Nullable String header) {
        if (header == null || header.isBlank()) {
            return caller.accountId();
        }
        if (!ACCOUNT.matcher(header.strip()).matches()) {
            throw new ProblemException(Problem.field(
                    "X-Auth-Resource-Account",
                    "The header 'X-Auth-Resource-Account' must be an account id: letters and digits, at most 64."));
        }
        if (!caller.mayActIn(header.strip())) {
            throw ClusterFault.ROLE_MISSING.because("You are not authorized to act in the account that "
                    + "X-Auth-Resource-Account names; use a token of that account.");
        }
        return header.strip();
    }
}
