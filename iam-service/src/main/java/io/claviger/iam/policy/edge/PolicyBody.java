package io.claviger.iam.policy.edge;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.policy.Authorization;
import io.claviger.iam.policy.PolicyRefusedException;
import io.claviger.iam.policy.PolicyRefusedException.Reason;
import io.claviger.iam.policy.PolicyRole;
import io.claviger.iam.policy.Source;
import io.claviger.iam.policy.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A policy as a request states it (clusters-api.md 4.2). What cannot be enforced is refused rather than kept. */
public record PolicyBody(
        @Nullable String type,
        @Nullable String description,
        @Nullable List<@Nullable Attributes> subjects,
        @Nullable List<@Nullable Role> roles,
        @Nullable List<@Nullable Attributes> resources) {

    private static final int LONGEST_DESCRIPTION = 300;
    private static final Set<String> OF_SUBJECT = Set.of("accountId", "serviceName");
    private static final Set<String> OF_RESOURCE =
            Set.of("accountId", "serviceName", "serviceInstance", "resourceType", "resource");

    /** Attributes of one subject or resource. */
    public record Attributes(@Nullable List<@Nullable Attribute> attributes) {}

    /** @param operator {@code stringEquals}, the default */
    public record Attribute(
            @Nullable String name,
            @Nullable String value,
            @Nullable String operator) {}

    /** A role by its CRN. */
    public record Role(@Nullable String role_id) {}

    /** @param own account that an attribute left out stands for */
    Authorization authorization(String own) {
        if (!"authorization".equals(type)) {
            throw invalid(
                    "The field 'type' must be 'authorization'; what users may do is said by their API key's grants.");
        }
        Map<String, String> subject = attributes("subjects", subjects, OF_SUBJECT);
        Map<String, String> resource = attributes("resources", resources, OF_RESOURCE);
        String resourceType = resource.get("resourceType");
        if (resourceType != null && !resourceType.equals("key")) {
            throw invalid("The attribute 'resourceType' of 'resources' must be 'key'.");
        }
        AccountId target = checked("resources", () -> new AccountId(resource.getOrDefault("accountId", own)));
        Source source = checked(
                "subjects",
                () -> new Source(
                        new AccountId(subject.getOrDefault("accountId", target.value())),
                        required("subjects", subject)));
        Target to = checked(
                "resources",
                () -> new Target(
                        target,
                        required("resources", resource),
                        resource.get("serviceInstance"),
                        resource.get("resource")));
        return checked("roles", () -> new Authorization(source, to, checkedRoles(), checkedDescription()));
    }

    private Set<PolicyRole> checkedRoles() {
        if (roles == null || roles.isEmpty()) {
            throw invalid("The field 'roles' is required.");
        }
        Set<PolicyRole> found = EnumSet.noneOf(PolicyRole.class);
        for (Role role : roles) {
            String id = role == null || role.role_id() == null ? "" : role.role_id();
            found.add(PolicyRole.of(id)
                    .orElseThrow(() -> invalid("The field 'roles' names a role that an authorization cannot give.")));
        }
        return found;
    }

    private String checkedDescription() {
        String text = description == null ? "" : description;
        if (text.length() > LONGEST_DESCRIPTION || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid("The field 'description' must be at most " + LONGEST_DESCRIPTION + " printable characters.");
        }
        return text;
    }

    private static Map<String, String> attributes(
            String field, @Nullable List<@Nullable Attributes> parts, Set<String> known) {
        Attributes only = parts == null || parts.size() != 1 ? null : parts.getFirst();
        if (only == null || only.attributes() == null) {
            throw invalid("The field '" + field + "' must hold one object with 'attributes'.");
        }
        Map<String, String> found = new TreeMap<>();
        for (Attribute attribute : only.attributes()) {
            if (attribute == null || attribute.name() == null || attribute.value() == null) {
                throw invalid("Each attribute of '" + field + "' needs 'name' and 'value'.");
            }
            if (!known.contains(attribute.name()) || found.put(attribute.name(), attribute.value()) != null) {
                throw invalid("The attributes of '" + field + "' may be, once each: "
                        + String.join(", ", new TreeSet<>(known)) + ".");
            }
            if (attribute.operator() != null && !attribute.operator().equals("stringEquals")) {
                throw invalid("The attributes of '" + field + "' know no operator but 'stringEquals'.");
            }
        }
        return found;
    }

    private static String required(String field, Map<String, String> attributes) {
        String name = attributes.get("serviceName");
        if (name == null) {
            throw invalid("The attribute 'serviceName' of '" + field + "' is required.");
        }
        return name;
    }

    private static <T> T checked(String field, Supplier<T> rule) {
        try {
            return rule.get();
        } catch (IllegalArgumentException e) {
            throw invalid("The field '" + field + "' cannot be used: " + e.getMessage() + ".");
        }
    }

    private static PolicyRefusedException invalid(String message) {
        return new PolicyRefusedException(Reason.INVALID_BODY, message);
    }
}
