package io.claviger.audit.log;

import io.claviger.testkit.Engines;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A log's database of its own, and the hand of somebody who owns its tables. Everything happens on one connection in one
 * transaction, so that a test can go back to where it began.
 */
final class LogDatabase {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Connection connection;

    LogDatabase() {
        String name = "log" + NUMBER.incrementAndGet();
        Engines.current().createDatabase(name, name);
        PGSimpleDataSource own = new PGSimpleDataSource();
        own.setUrl(System.getProperty("quarkus.datasource.jdbc.url").replaceFirst("/test(\\?|$)", "/" + name + "$1"));
        own.setUser(name);
        own.setPassword(name);
        Flyway.configure()
                .dataSource(own)
                .locations("db/kit", "db/migration")
                .load()
                .migrate();
        try {
            connection = own.getConnection();
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives the one connection, which closing leaves open. */
    DataSource dataSource() {
        Connection kept = proxy(Connection.class, "close", null, connection);
        return proxy(DataSource.class, "getConnection", kept, this);
    }

    private static <T> T proxy(Class<T> type, String answered, @Nullable Object answer, Object otherwise) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (method.getName().equals(answered)) {
                        return answer;
                    }
                    try {
                        return method.invoke(otherwise, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    void keep() throws SQLException {
        connection.commit();
    }

    void goBack() throws SQLException {
        connection.rollback();
    }

    /** Undone by itself when it fails, as in a session of its own. */
    void sql(String statement) {
        try (Statement run = connection.createStatement()) {
            Savepoint before = connection.setSavepoint();
            try {
                run.execute(statement);
            } catch (SQLException e) {
                connection.rollback(before);
                throw new IllegalStateException(e.getMessage(), e);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String query) {
        try (Statement run = connection.createStatement();
                ResultSet row = run.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes what the triggers would refuse. */
    void tamper(String table, String statement) {
        sql("alter table " + table + " disable trigger user");
        sql(statement);
        sql("alter table " + table + " enable trigger user");
    }
}
