package io.claviger.masters.kubernetes.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Statements in the transaction that is running, with JDBC's exceptions turned into {@link StoreException}. */
@ApplicationScoped
class Sql {

    private final DataSource dataSource;

    Sql(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes a value out of the row that the result stands on. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes rows until it has enough. */
    @FunctionalInterface
    interface RowTaker {
        /** @return whether more rows are wanted */
        boolean take(ResultSet row) throws SQLException;
    }

    int update(String sql, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw new StoreException("change Kubernetes objects", failure);
        }
    }

    <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        return all(sql, reader, parameters).stream().findFirst();
    }

    <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        List<T> rows = new ArrayList<>();
        each(
                sql,
                row -> {
                    rows.add(reader.read(row));
                    return true;
                },
                0,
                parameters);
        return rows;
    }

    /** @param fetchSize rows that the driver holds at a time; 0 for all */
    void each(String sql, RowTaker taker, int fetchSize, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            statement.setFetchSize(fetchSize);
            try (ResultSet row = statement.executeQuery()) {
                boolean wanted = true;
                while (wanted && row.next()) {
                    wanted = taker.take(row);
                }
            }
        } catch (SQLException failure) {
            throw new StoreException("read Kubernetes objects", failure);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
