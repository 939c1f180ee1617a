package io.claviger.iam.policy.store;

import io.claviger.iam.IamException;
import io.claviger.iam.account.AccountId;
import io.claviger.iam.policy.Authorization;
import io.claviger.iam.policy.Policy;
import io.claviger.iam.policy.PolicyId;
import io.claviger.iam.policy.PolicyRole;
import io.claviger.iam.policy.Source;
import io.claviger.iam.policy.Target;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The policy table. Every method joins the caller's transaction when there is one. */
@ApplicationScoped
public class Policies {

    private static final String COLUMNS = "id, version, subject_account, subject_service, account_id, resource_service,"
            + " resource_instance, resource_key, roles, description, by_service, delegated_by, created_at, created_by,"
            + " modified_at, modified_by";

    private final DataSource dataSource;

    public Policies(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** In the order they were made. */
    public List<Policy> of(AccountId account) {
        return query(
                "select " + COLUMNS + " from policy where account_id = ? order by position",
                s -> s.setString(1, account.value()));
    }

    public Optional<Policy> find(PolicyId id) {
        return query("select " + COLUMNS + " from policy where id = ?", s -> s.setObject(1, id.value())).stream()
                .findFirst();
    }

    /** Locked until the transaction ends. */
    public Optional<Policy> lock(PolicyId id) {
        return query("select " + COLUMNS + " from policy where id = ? for update", s -> s.setObject(1, id.value()))
                .stream()
                .findFirst();
    }

    /** Nobody else adds to or changes the policies of this account until the transaction ends. */
    public void lockAll(AccountId account) {
        update(
                "select pg_advisory_xact_lock(7092, hashtext(?))",
                s -> s.setString(1, account.value()),
                PreparedStatement::execute);
    }

    public List<Policy> delegatedBy(PolicyId id) {
        return query(
                "select " + COLUMNS + " from policy where delegated_by = ? order by position",
                s -> s.setObject(1, id.value()));
    }

    public void add(Policy policy) {
        Authorization says = policy.authorization();
        change("""
                insert into policy (id, version, subject_account, subject_service, account_id, resource_service,
                    resource_instance, resource_key, roles, description, by_service, delegated_by, created_at, created_by,
                    modified_at, modified_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, string_to_array(?, ','), ?, ?, ?, ?, ?, ?, ?)
                """, s -> {
            s.setObject(1, policy.id().value());
            s.setLong(2, policy.version());
            statement(s, 3, says);
            s.setBoolean(11, policy.byService());
            s.setObject(12, policy.delegation().map(PolicyId::value).orElse(null));
            s.setObject(13, utc(policy.createdAt()));
            s.setString(14, policy.createdBy());
            s.setObject(15, utc(policy.modifiedAt()));
            s.setString(16, policy.modifiedBy());
        });
    }

    public void save(Policy policy) {
        change("""
                update policy set subject_account = ?, subject_service = ?, account_id = ?, resource_service = ?,
                    resource_instance = ?, resource_key = ?, roles = string_to_array(?, ','), description = ?,
                    version = ?, modified_at = ?, modified_by = ? where id = ?
                """, s -> {
            statement(s, 1, policy.authorization());
            s.setLong(9, policy.version());
            s.setObject(10, utc(policy.modifiedAt()));
            s.setString(11, policy.modifiedBy());
            s.setObject(12, policy.id().value());
        });
    }

    public void remove(PolicyId id) {
        change("delete from policy where id = ?", s -> s.setObject(1, id.value()));
    }

    private interface Binding {
        void to(PreparedStatement statement) throws SQLException;
    }

    private static void statement(PreparedStatement s, int from, Authorization says) throws SQLException {
        s.setString(from, says.source().account().value());
        s.setString(from + 1, says.source().service());
        s.setString(from + 2, says.target().account().value());
        s.setString(from + 3, says.target().service());
        s.setString(from + 4, says.target().instance());
        s.setString(from + 5, says.target().key());
        s.setString(from + 6, says.roles().stream().map(Enum::name).collect(Collectors.joining(",")));
        s.setString(from + 7, says.description());
    }

    private List<Policy> query(String sql, Binding binding) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.to(statement);
            List<Policy> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(read(row));
                }
            }
            return found;
        } catch (SQLException e) {
            throw IamException.ofStore("policies cannot be read", e);
        }
    }

    private void change(String sql, Binding binding) {
        update(sql, binding, PreparedStatement::executeUpdate);
    }

    private void update(String sql, Binding binding, Binding execution) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.to(statement);
            execution.to(statement);
        } catch (SQLException e) {
            throw IamException.ofStore("policies cannot be written", e);
        }
    }

    private static Policy read(ResultSet row) throws SQLException {
        Authorization says = new Authorization(
                new Source(new AccountId(row.getString(3)), row.getString(4)),
                new Target(new AccountId(row.getString(5)), row.getString(6), row.getString(7), row.getString(8)),
                Arrays.stream((String[]) row.getArray(9).getArray())
                        .map(PolicyRole::valueOf)
                        .collect(Collectors.toSet()),
                row.getString(10));
        return new Policy(
                new PolicyId(row.getObject(1, UUID.class)),
                row.getLong(2),
                says,
                row.getBoolean(11),
                id(row.getObject(12, UUID.class)),
                row.getObject(13, OffsetDateTime.class).toInstant(),
                row.getString(14),
                row.getObject(15, OffsetDateTime.class).toInstant(),
                row.getString(16));
    }

    private static @Nullable PolicyId id(@Nullable UUID value) {
        return value == null ? null : new PolicyId(value);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
