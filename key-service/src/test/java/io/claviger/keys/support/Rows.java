package io.claviger.keys.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The database as somebody sees it who got hold of it. */
public final class Rows {

    private Rows() {}

    /** Everything in every table, as text; binary columns in hex. */
    public static String everything() {
        StringBuilder all = new StringBuilder();
        for (String table : column("select tablename from pg_tables where schemaname = 'public'")) {
            column("select t::text from " + table + " t")
                    .forEach(row -> all.append(row).append('\n'));
        }
        return all.toString();
    }

    public static List<String> column(String query, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(
                        System.getProperty("quarkus.datasource.jdbc.url"),
                        System.getProperty("quarkus.datasource.username"),
                        System.getProperty("quarkus.datasource.password"));
                var statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> values = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException("the test database cannot be read", e);
        }
    }

    /** Of all rows that an owner could lose or gain; the audit trail of refusals does not count. */
    public static String keysOf(String instance) {
        return String.join("\n", column("select k::text from kms_key k where instance_id = ? order by id", instance))
                + String.join(
                        "\n",
                        column("select p::text from instance_policy p where instance_id = ? order by kind", instance))
                + String.join(
                        "\n",
                        column(
                                "select p::text from key_policy p join kms_key k on k.id = p.key_id where k.instance_id = ? "
                                        + "order by p.id",
                                instance))
                + String.join(
                        "\n",
                        column(
                                "select r::text from registration r join kms_key k on k.id = r.key_id where k.instance_id = ? "
                                        + "order by r.resource_crn",
                                instance))
                + String.join(
                        "\n", column("select a::text from key_alias a where instance_id = ? order by seq", instance))
                + String.join(
                        "\n", column("select r::text from key_ring r where instance_id = ? order by id", instance));
    }
}
