package io.claviger.kit.testing;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What is in the tables, seen from outside of any transaction. */
@ApplicationScoped
public class Applied {

    private final DataSource dataSource;

    Applied(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Revisions in the order they were applied. */
    public List<String> revisions(String name) {
        return column("select revision::text from applied where name = ? order by id", name);
    }

    public List<String> correlations(String name) {
        return column("select correlation_id from applied where name = ? order by id", name);
    }

    public List<String> column(String sql, String parameter) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> values = new ArrayList<>();
                while (rows.next()) {
                    values.add(String.valueOf(rows.getString(1)));
                }
                return values;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
