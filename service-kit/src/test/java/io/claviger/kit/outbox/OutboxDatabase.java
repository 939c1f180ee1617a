package io.claviger.kit.outbox;

import io.claviger.testkit.Engines;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the kit's tables and no service, for one test class. */
final class OutboxDatabase {

    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();

    OutboxDatabase(String name) {
        Engines.current().createDatabase(name, name);
        dataSource.setUrl(System.getProperty("quarkus.datasource.jdbc.url").replaceFirst("/[^/]+$", "/" + name));
        dataSource.setUser(name);
        dataSource.setPassword(name);
        Flyway.configure().dataSource(dataSource).locations("db/kit").load().migrate();
    }

    DataSource dataSource() {
        return dataSource;
    }

    Connection transaction() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Gives the transaction its number, as any write does. */
    static Connection writing(Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("select pg_current_xact_id()")) {
            statement.execute();
        }
        return transaction;
    }

    static long append(Connection transaction, String topic, String key, String id) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(
                "insert into outbox (topic, partition_key, headers, data) values (?, ?, ?::jsonb, ?) returning id")) {
            insert.setString(1, topic);
            insert.setString(2, key);
            insert.setString(3, "{\"ce_id\":\"" + id + "\"}");
            insert.setBytes(4, new byte[] {1});
            try (ResultSet row = insert.executeQuery();
                    PreparedStatement notify = transaction.prepareStatement("select pg_notify('outbox', '')")) {
                row.next();
                notify.execute();
                return row.getLong(1);
            }
        }
    }

    void append(String topic, String key, String id) throws SQLException {
        try (Connection transaction = transaction()) {
            append(transaction, topic, key, id);
            transaction.commit();
        }
    }

    long count(String condition) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from outbox where " + condition);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
