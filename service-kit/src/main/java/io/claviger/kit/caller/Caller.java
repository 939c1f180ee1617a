package io.claviger.kit.caller;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A caller who has proven who it is.
 *
 * @param iamId subject as it appears in {@code createdBy} and audit records
 * @param name e-mail or service name, for people
 * @param accountId account the token was issued for
 * @param kind a person's key or a service's own identity
 * @param grants role names (platform and service roles) per service name
 * @param credential what it proved that by
 */
public record Caller(
        String iamId,
        String name,
        String accountId,
        Kind kind,
        Map<String, List<String>> grants,
        Credential credential) {

    public Caller {
        grants = Map.copyOf(grants);
    }

    /** By a token. */
    public Caller(String iamId, String name, String accountId, Kind kind, Map<String, List<String>> grants) {
        this(iamId, name, accountId, kind, grants, Credential.TOKEN);
    }

    public enum Credential {
        TOKEN("token"),
        CERTIFICATE("certificate");

        private final String recordedAs;

        Credential(String recordedAs) {
            this.recordedAs = recordedAs;
        }

        /** The kind of credential in activity records. */
        public String recordedAs() {
            return recordedAs;
        }
    }

    /** A service may do what users may not (write registrations), and the other way round. */
    public enum Kind {
        USER,
        SERVICE
    }

    /** Whether the caller holds any of these roles for the service. */
    public boolean has(String service, Set<String> anyOf) {
        return grants.getOrDefault(service, List.of()).stream().anyMatch(anyOf::contains);
    }

    public boolean isService() {
        return kind == Kind.SERVICE;
    }

    /** True for a service's own identity, which works in every account, and for users of this account. */
    public boolean mayActIn(String account) {
        return isService() || accountId.equals(account);
    }
}
