package io.claviger.keys.instance.edge;

import io.claviger.keys.instance.rules.Instance;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The service instance resource, as much of it as clients of Key Protect read (key-protect-api.md 8, 8.5). */
final class InstanceJson {

    private InstanceJson() {}

    static Map<String, Object> of(Instance instance, String endpoint) {
        String crn = instance.crn().toString();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", crn);
        json.put("guid", instance.id());
        json.put("crn", crn);
        json.put("url", "/v2/resource_instances/" + instance.id());
        json.put("name", instance.name());
        json.put("type", "service_instance");
        json.put("region_id", instance.region());
        json.put("account_id", instance.accountId());
        json.put("resource_group_id", instance.resourceGroup());
        json.put("resource_plan_id", instance.planId());
        json.put("state", "active");
        json.put("created_at", instance.createdAt());
        json.put("created_by", instance.createdBy());
        json.put("updated_at", instance.createdAt());
        json.put("last_operation", Map.of("type", "create", "state", "succeeded", "async", false));
        json.put("extensions", Map.of("endpoints", Map.of("public", endpoint, "private", endpoint)));
        return json;
    }

    /** Accounts have one resource group here; its id follows from the account, so nobody has to keep it. */
    static String defaultGroup(String accountId) {
        return UUID.nameUUIDFromBytes(("resource-group/" + accountId).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
