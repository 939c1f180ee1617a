package io.claviger.iam.policy.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.claviger.iam.policy.Authorization;
import io.claviger.iam.policy.Policy;
import io.claviger.iam.policy.PolicyRole;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy as IBM's policy management API shows it.
 *
 * @param service_created beside IBM's fields: made by a service on somebody's behalf, and not by a person
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyView(
        String id,
        String type,
        String description,
        List<Attributes> subjects,
        List<Role> roles,
        List<Attributes> resources,
        String href,
        Instant created_at,
        String created_by_id,
        Instant last_modified_at,
        String last_modified_by_id,
        String state,
        boolean service_created) {

    /** Attributes of the subject or the resource. */
    public record Attributes(List<Attribute> attributes) {}

    public record Attribute(String name, String value, String operator) {}

    public record Role(String role_id, String display_name, String description) {}

    public record All(List<PolicyView> policies) {}

    static PolicyView of(Policy policy, String host) {
        Authorization says = policy.authorization();
        List<Attribute> resource = new ArrayList<>();
        resource.add(attribute("accountId", says.target().account().value()));
        resource.add(attribute("serviceName", says.target().service()));
        String instance = says.target().instance();
        if (instance != null) {
            resource.add(attribute("serviceInstance", instance));
        }
        String key = says.target().key();
        if (key != null) {
            resource.add(attribute("resourceType", "key"));
            resource.add(attribute("resource", key));
        }
        return new PolicyView(
                policy.id().toString(),
                "authorization",
                says.description(),
                List.of(new Attributes(List.of(
                        attribute("accountId", says.source().account().value()),
                        attribute("serviceName", says.source().service())))),
                says.roles().stream().map(PolicyView::role).toList(),
                List.of(new Attributes(resource)),
                host + "/v1/policies/" + policy.id(),
                policy.createdAt().truncatedTo(ChronoUnit.MILLIS),
                policy.createdBy(),
                policy.modifiedAt().truncatedTo(ChronoUnit.MILLIS),
                policy.modifiedBy(),
                "active",
                policy.byService());
    }

    private static Attribute attribute(String name, String value) {
        return new Attribute(name, value, "stringEquals");
    }

    private static Role role(PolicyRole role) {
        return new Role(role.id(), role.label(), role.description());
    }
}
