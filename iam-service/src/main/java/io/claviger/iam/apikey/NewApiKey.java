package io.claviger.iam.apikey;

import io.claviger.iam.account.Grants;
import io.claviger.iam.account.Identity;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A checked wish for an API key. */
public record NewApiKey(String name, Identity owner, Grants grants) {

    private static final int LONGEST_NAME = 100;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Co}\\p{Cn}\\p{Cs}]");

    /** A wish that cannot be met, and the field at fault. */
    public static final class Unacceptable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String field;

        Unacceptable(String field, String message) {
            super(message, null, false, false);
            this.field = field;
        }

        public String field() {
            return field;
        }
    }

    /**
     * @param iamId absent for a key of the caller's own; else a service id. Nobody makes a key that speaks for another person:
     *     he could give both of the two consents that deleting a key may need. Nor for one of our services, which act in every
     *     account and are made from configuration only.
     */
    public static NewApiKey of(
            String callerIamId,
            @Nullable String name,
            @Nullable String iamId,
            @Nullable Map<String, List<String>> grants) {
        return new NewApiKey(checkedName(name), owner(callerIamId, iamId), checkedGrants(grants));
    }

    private static String checkedName(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new Unacceptable("name", "The field 'name' is required.");
        }
        if (name.length() > LONGEST_NAME || UNPRINTABLE.matcher(name).find()) {
            throw new Unacceptable(
                    "name", "The field 'name' must be at most " + LONGEST_NAME + " printable characters.");
        }
        return name;
    }

    private static Identity owner(String callerIamId, @Nullable String iamId) {
        try {
            if (iamId == null || iamId.equals(callerIamId)) {
                return new Identity.User(callerIamId);
            }
            if (Identity.parse(iamId) instanceof Identity.ServiceId id) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw notYours();
        }
        throw notYours();
    }

    private static Unacceptable notYours() {
        return new Unacceptable(
                "iam_id", "The field 'iam_id' must be your own id, or 'iam-ServiceId-' and a UUID for a service id.");
    }

    private static Grants checkedGrants(@Nullable Map<String, List<String>> grants) {
        if (grants == null) {
            throw new Unacceptable("grants", "The field 'grants' is required: role names per service name.");
        }
        if (grants.values().stream().anyMatch(roles -> roles == null || roles.contains(null))) {
            throw new Unacceptable("grants", "The field 'grants' must hold a list of role names per service name.");
        }
        try {
            return Grants.of(grants);
        } catch (Grants.UnknownRole e) {
            throw new Unacceptable("grants", String.valueOf(e.getMessage()));
        }
    }
}
