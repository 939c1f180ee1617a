package io.claviger.keys.instance.rules;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A valid order for a new instance. */
public record InstanceOrder(String name, String region, String resourceGroup, String planId, String service) {

    /** Key Protect's tiered plan (key-protect-api.md 8), which is what clients order. */
    public static final String TIERED_PLAN = "eedd3585-90c6-4c8f-be3d-062069e99fc3";

    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,79}");
    private static final Set<String> SERVICES = Set.of("kms", "hs-crypto");
    private static final int LONGEST_NAME = 180;

    /** What came of reading an order. */
    public sealed interface Reading {
        record Ordered(InstanceOrder order) implements Reading {}

        record Refused(String field, String message) implements Reading {}
    }

    public static Reading of(
            @Nullable String name,
            @Nullable String target,
            @Nullable String resourceGroup,
            @Nullable String planId,
            @Nullable String service,
            String defaultRegion,
            String defaultGroup) {
        String region = target == null || target.isBlank() ? defaultRegion : target;
        String group = resourceGroup == null || resourceGroup.isBlank() ? defaultGroup : resourceGroup;
        String plan = planId == null || planId.isBlank() ? TIERED_PLAN : planId;
        String kind = service == null || service.isBlank() ? "kms" : service;
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            return new Reading.Refused(
                    "name", "The field 'name' is required, with 1 to " + LONGEST_NAME + " characters.");
        }
        if (!REGION.matcher(region).matches()) {
            return new Reading.Refused("target", "The field 'target' must be a region such as us-south or local.");
        }
        if (!TOKEN.matcher(group).matches()) {
            return new Reading.Refused("resource_group", "The field 'resource_group' must be a resource group's id.");
        }
        if (!TOKEN.matcher(plan).matches()) {
            return new Reading.Refused("resource_plan_id", "The field 'resource_plan_id' must be a plan's id.");
        }
        if (!SERVICES.contains(kind)) {
            return new Reading.Refused("service", "The field 'service' must be kms or hs-crypto.");
        }
        return new Reading.Ordered(new InstanceOrder(name, region, group, plan, kind));
    }
}
