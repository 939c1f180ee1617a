package io.claviger.kit.caller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;

/**
 * How another issuer says who somebody is, by the operator's word. Ids begin with the issuer's name, so that no issuer can speak
 * of another one's users, and no token makes its holder a service.
 */
final class OtherClaims {

    private static final Pattern ROLE = Pattern.compile("([a-z][a-z0-9-]{0,62}):([A-Za-z]{1,40})");

    private final String name;
    private final OtherIssuer issuer;

    OtherClaims(String name, OtherIssuer issuer) {
        this.name = name;
        this.issuer = issuer;
    }

    Caller caller(JwtClaims claims) throws MalformedClaimException {
        if (!(at(claims, issuer.idClaim()) instanceof String id) || id.isBlank()) {
            throw new MalformedClaimException("the claim '" + issuer.idClaim() + "' names nobody");
        }
        String known = at(claims, issuer.nameClaim()) instanceof String text && !text.isBlank() ? text : id;
        return new Caller(
                name + "-" + id, known, issuer.account(), Caller.Kind.USER, grants(at(claims, issuer.grantsClaim())));
    }

    private static Map<String, List<String>> grants(@Nullable Object claim) {
        return switch (claim) {
            case Map<?, ?> map -> Issuers.byService(map);
            case List<?> list -> fromNames(list);
            case null, default -> Map.of();
        };
    }

    private static Map<String, List<String>> fromNames(List<?> names) {
        Map<String, List<String>> grants = new HashMap<>();
        for (Object each : names) {
            var role = ROLE.matcher(String.valueOf(each));
            if (role.matches()) {
                grants.computeIfAbsent(role.group(1), _ -> new ArrayList<>()).add(role.group(2));
            }
        }
        return grants;
    }

    /** A claim whose own name has dots (a URL, as some issuers want it) goes before a nested one. */
    private static @Nullable Object at(JwtClaims claims, String path) {
        Object whole = claims.getClaimValue(path);
        if (whole != null) {
            return whole;
        }
        Object found = claims.getClaimsMap();
        for (String step : path.split("\\.", -1)) {
            if (!(found instanceof Map<?, ?> map)) {
                return null;
            }
            found = map.get(step);
        }
        return found;
    }
}
