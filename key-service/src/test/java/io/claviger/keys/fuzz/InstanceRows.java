package io.claviger.keys.fuzz;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A digest of every row of an instance, whichever table it is in: new tables are found by their columns. */
final class InstanceRows implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement digest;
    private final int parameters;

    InstanceRows() throws SQLException {
        connection = DriverManager.getConnection(
                System.getProperty("quarkus.datasource.jdbc.url"),
                System.getProperty("quarkus.datasource.username"),
                System.getProperty("quarkus.datasource.password"));
        List<String> parts = new ArrayList<>();
        for (String table : tablesWith("instance_id", "%")) {
            parts.add("select '" + table + "' || t::text as line from " + table + " t where instance_id::text = ?");
        }
        for (String table : tablesWith("key_id", "uuid")) {
            parts.add("select '" + table + "' || t::text as line from " + table
                    + " t where key_id in (select id from kms_key where instance_id = ?)");
        }
        parameters = parts.size();
        digest = connection.prepareStatement("select md5(coalesce(string_agg(line, '|' order by line), '')) from ("
                + String.join(" union all ", parts) + ") all_rows");
    }

    private List<String> tablesWith(String column, String type) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select table_name from information_schema.columns where table_schema = 'public' and column_name = ? and udt_name like ?")) {
            query.setString(1, column);
            query.setString(2, type);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        return tables;
    }

    String of(String instance) throws SQLException {
        for (int i = 1; i <= parameters; i++) {
            digest.setString(i, instance);
        }
        try (ResultSet row = digest.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
