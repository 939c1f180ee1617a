package io.claviger.iam.policy.edge;

import io.claviger.iam.policy.Policy;
import jakarta.ws.rs.QueryParam;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which policies a list shall hold, and in which order. A class and no record, because JAX-RS fills its fields. */
public class PolicyQuery {

    private static final Map<String, Comparator<Policy>> ORDERS = Map.of(
            "id", Comparator.comparing(policy -> policy.id().toString()),
            "type", Comparator.comparing(_ -> ""),
            "href", Comparator.comparing(policy -> policy.id().toString()),
            "state", Comparator.comparing(_ -> ""),
            "created_at", Comparator.comparing(Policy::createdAt),
            "created_by_id", Comparator.comparing(Policy::createdBy),
            "last_modified_at", Comparator.comparing(Policy::modifiedAt),
            "last_modified_by_id", Comparator.comparing(Policy::modifiedBy));

    @QueryParam("account_id")
    @Nullable
    String accountId;

    @QueryParam("type")
    @Nullable
    String type;

    @QueryParam("service_type")
    @Nullable
    String serviceType;

    @QueryParam("state")
    @Nullable
    String state;

    @QueryParam("iam_id")
    @Nullable
    String iamId;

    @QueryParam("access_group_id")
    @Nullable
    String accessGroupId;

    @QueryParam("sort")
    @Nullable
    String sort;

    /** Every policy is an active authorization for a service; a filter that wants anything else wants none. */
    List<Policy> of(List<Policy> all) {
        boolean wanted = is(type, "authorization")
                && is(serviceType, "service")
                && is(state, "active")
                && isAbsent(iamId)
                && isAbsent(accessGroupId);
        return wanted ? all.stream().sorted(order()).toList() : List.of();
    }

    /** An unknown field orders by nothing: the order they were made stays. */
    private Comparator<Policy> order() {
        String field = isAbsent(sort) || sort == null ? "" : sort;
        boolean down = field.startsWith("-");
        Comparator<Policy> order = Optional.ofNullable(ORDERS.get(down ? field.substring(1) : field))
                .orElse(Comparator.comparing(_ -> ""));
        return down ? order.reversed() : order;
    }

    private static boolean is(@Nullable String parameter, String value) {
        return isAbsent(parameter) || value.equals(parameter);
    }

    private static boolean isAbsent(@Nullable String parameter) {
        return parameter == null || parameter.isEmpty();
    }
}
