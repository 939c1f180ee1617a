package io.claviger.masters.sql;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs one statement, in the caller's transaction when there is one. */
@ApplicationScoped
public class Sql {

    private final DataSource dataSource;

    public Sql(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes a value out of the row the cursor stands on. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    public <T> List<T> list(String statement, Reader<T> reader, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(prepared, parameters);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = prepared.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    public <T> Optional<T> first(String statement, Reader<T> reader, @Nullable Object... parameters) {
        return list(statement, reader, parameters).stream().findFirst();
    }

    /** Takes rows until it has enough. */
    @FunctionalInterface
    public interface Taker {
        /** Whether more rows are wanted. */
        boolean take(ResultSet row) throws SQLException;
    }

    /**
     * For results that may be larger than memory. Needs the caller's transaction: without one the driver fetches all rows.
     *
     * @param fetchRows rows that the driver holds at a time
     */
    public void each(String statement, Taker taker, int fetchRows, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(prepared, parameters);
            prepared.setFetchSize(fetchRows);
            try (ResultSet result = prepared.executeQuery()) {
                boolean wanted = true;
                while (wanted && result.next()) {
                    wanted = taker.take(result);
                }
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /** How many rows it touched. */
    public int update(String statement, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            bind(prepared, parameters);
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    /** A timestamp with time zone, which the driver gives as an offset date. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static void bind(PreparedStatement prepared, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            prepared.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
    }
}
