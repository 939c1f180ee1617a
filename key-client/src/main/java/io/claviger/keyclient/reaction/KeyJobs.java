package io.claviger.keyclient.reaction;

import io.claviger.keyclient.binding.BindingStoreException;
import io.claviger.kit.web.Correlation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Store of the work that follows a key event. One open row per key and kind: news for a key that has one wakes it. */
@ApplicationScoped
class KeyJobs {

    enum Kind {
        /** Ask key-service what is true. */
        RECHECK,
        /** Move data keys to the newest version. */
        REWRAP,
        /** Tell the world how dependants look. */
        ANNOUNCE
    }

    /**
     * @param reached how far a re-wrap has come in this pass; null at its beginning
     * @param claimedAt by the database's clock, before anything is done about the job
     */
    record Job(
            long id,
            String keyCrn,
            Kind kind,
            @Nullable String position,
            @Nullable String reached,
            long done,
            long total,
            int attempts,
            long claim,
            Instant claimedAt,
            @Nullable String traceparent,
            @Nullable String correlationId) {}

    private final DataSource dataSource;

    KeyJobs(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private static final String INSERT = "insert into key_job (key_crn, kind, traceparent, correlation_id)"
            + " select crn, ?, ?, ? from unnest(?) crn on conflict (key_crn, kind) ";

    private static final String RESTART =
            "do update set position = null, reached = null, done = %s, total = 0, attempts = 0,"
                    + " claim = key_job.claim + 1, not_before = now(), traceparent = excluded.traceparent,"
                    + " correlation_id = excluded.correlation_id";

    /** Opens work on news, or starts the open one over; never waits for a worker that is at it. */
    @Transactional(Transactional.TxType.MANDATORY)
    void open(String keyCrn, Kind kind) {
        insert(RESTART.formatted("0"), List.of(keyCrn), kind);
    }

    /** The same for a re-wrap to a version; data keys that key-service has moved to it already count as done. */
    @Transactional(Transactional.TxType.MANDATORY)
    void openRewrap(String keyCrn, String versionId) {
        insert(
                RESTART.formatted("case when key_job.position = ? then key_job.done else 0 end"),
                List.of(keyCrn),
                Kind.REWRAP,
                versionId);
    }

    /** Opens work that is due without news; what is open already goes on, with its pauses. */
    @Transactional(Transactional.TxType.MANDATORY)
    void openIfNone(List<String> keyCrns, Kind kind) {
        insert("do nothing", keyCrns.stream().sorted().toList(), kind);
    }

    private void insert(String onConflict, List<String> keyCrns, Kind kind, Object... more) {
        SpanContext span = Span.current().getSpanContext();
        String trace = span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(kind.name());
        parameters.add(trace);
        parameters.add(Correlation.current());
        parameters.add(keyCrns.toArray(String[]::new));
        parameters.addAll(List.of(more));
        update(INSERT + onConflict, parameters.toArray());
    }

    /**
     * Claims due jobs of one kind. A claim is a lease: a worker that dies with it gives it up when the lease ends, and no row
     * stays locked while key-service is asked.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<Job> claim(Kind kind, int limit, Duration lease) {
        // Materialized: as a subquery of "in" the limit would count anew for each row that the planner compares it
        // with.
        String sql = """
                with due as materialized (
                    select id from key_job where kind = ? and not_before <= now()
                     order by not_before, id limit ? for update skip locked)
                update key_job j set claim = j.claim + 1, not_before = now() + ? * interval '1 millisecond'
                  from due where j.id = due.id
                returning j.id, key_crn, kind, position, done, total, attempts, claim, traceparent, correlation_id,
                          clock_timestamp(), reached
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, kind.name());
            statement.setInt(2, limit);
            statement.setLong(3, lease.toMillis());
            List<Job> claimed = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    claimed.add(new Job(
                            row.getLong(1),
                            row.getString(2),
                            Kind.valueOf(row.getString(3)),
                            row.getString(4),
                            row.getString(12),
                            row.getLong(5),
                            row.getLong(6),
                            row.getInt(7),
                            row.getLong(8),
                            row.getTimestamp(11).toInstant(),
                            row.getString(9),
                            row.getString(10)));
                }
            }
            return claimed;
        } catch (SQLException e) {
            throw new BindingStoreException("the key jobs cannot be claimed", e);
        }
    }

    /** Keeps the job open for its next chunk; without effect when there was news since the claim. */
    @Transactional(Transactional.TxType.MANDATORY)
    void progress(Job job, @Nullable String position, long done, long total) {
        update(
                "update key_job set position = ?, done = ?, total = ?, attempts = 0, not_before = now()"
                        + " where id = ? and claim = ?",
                position,
                done,
                total,
                job.id(),
                job.claim());
    }

    /** The same for a chunk of re-wrapping; a pass that gets nowhere counts as a failure, however many chunks it has. */
    @Transactional(Transactional.TxType.MANDATORY)
    void progress(Job job, Dependants.Moved moved, long total) {
        update(
                "update key_job set position = ?, reached = ?, done = ?, total = ?, attempts = case when ? then 0 else attempts end,"
                        + " not_before = now() where id = ? and claim = ?",
                moved.otherVersion(),
                moved.reached(),
                job.done() + moved.dataKeys(),
                total,
                moved.dataKeys() > 0,
                job.id(),
                job.claim());
    }

    /** Ends the job; without effect, and false, when there was news since the claim. */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean close(Job job) {
        return update("delete from key_job where id = ? and claim = ?", job.id(), job.claim()) == 1;
    }

    /** Ends the jobs for which there was no news since their claim. */
    @Transactional(Transactional.TxType.MANDATORY)
    void closeAll(List<Job> jobs) {
        update(
                "delete from key_job j using unnest(?, ?) d (id, claim) where j.id = d.id and j.claim = d.claim",
                jobs.stream().map(Job::id).toArray(Long[]::new),
                jobs.stream().map(Job::claim).toArray(Long[]::new));
    }

    /**
     * Puts jobs off, in a transaction of its own because the one they failed in is rolled back. A re-wrap begins its next pass in
     * front: what was passed over is tried again.
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void putOff(List<Job> jobs, Duration pause) {
        for (Job job : jobs) {
            update(
                    "update key_job set attempts = attempts + 1, reached = null, not_before = now() + ? * interval '1 millisecond'"
                            + " where id = ? and claim = ?",
                    pause.toMillis(),
                    job.id(),
                    job.claim());
        }
    }

    /** Like {@link #putOff} for a job that is held back, not failed; in the caller's transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    void holdBack(Job job, Duration pause) {
        update(
                "update key_job set not_before = now() + ? * interval '1 millisecond' where id = ? and claim = ?",
                pause.toMillis(),
                job.id(),
                job.claim());
    }

    /** The same for many, in a transaction of its own. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void holdBack(List<Job> held, Duration pause) {
        update(
                "update key_job j set not_before = now() + ? * interval '1 millisecond' from unnest(?, ?) h (id, claim)"
                        + " where j.id = h.id and j.claim = h.claim",
                pause.toMillis(),
                held.stream().map(Job::id).toArray(Long[]::new),
                held.stream().map(Job::claim).toArray(Long[]::new));
    }

    private int update(String sql, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new BindingStoreException("the key jobs cannot be written", e);
        }
    }
}
