package io.claviger.keys.access.store;

import io.claviger.keys.access.rules.AccessRules;
import io.claviger.keys.sql.Sql;
import io.claviger.kit.web.IpNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;

/** Reads the rules from {@code instance_policy}, with one look-up by its primary key. */
@ApplicationScoped
public class AccessRulesStore {

    private final Sql sql;

    public AccessRulesStore(Sql sql) {
        this.sql = sql;
    }

    /** As of now; an instance that is unknown has none. */
    public AccessRules of(String instanceId) {
        AccessRules rules = AccessRules.NONE;
        for (Row row : enabled(instanceId)) {
            rules = switch (row.kind) {
                case "allowedNetwork" ->
                    new AccessRules("private-only".equals(row.network), rules.allowed(), rules.measured());
                case "allowedIP" -> new AccessRules(rules.privateOnly(), row.addresses, rules.measured());
                default -> new AccessRules(rules.privateOnly(), rules.allowed(), true);
            };
        }
        return rules;
    }

    private record Row(String kind, String network, List<IpNetwork> addresses) {}

    private List<Row> enabled(String instanceId) {
        return sql.list(
                """
                select kind, coalesce(allowed_network, ''), allowed_ip from instance_policy
                 where instance_id = ? and enabled and kind in ('allowedNetwork', 'allowedIP', 'metrics')
                """,
                row -> new Row(row.getString(1), row.getString(2), networks((String[])
                        row.getArray(3).getArray())),
                instanceId);
    }

    private static List<IpNetwork> networks(String[] texts) {
        return Arrays.stream(texts)
                .map(text -> IpNetwork.parse(text)
                        .orElseThrow(() -> new IllegalStateException("no network in an allowedIP policy: " + text)))
                .toList();
    }
}
