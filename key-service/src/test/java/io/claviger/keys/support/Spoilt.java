package io.claviger.keys.support;

import java.sql.SQLException;

/** Rows of one key that the database lets nobody change or delete until this is closed: for whatever is wrong with a key. */
public final class Spoilt implements AutoCloseable {

    private final Session session;
    private final String table;
    private final String trigger;

    private Spoilt(Session session, String table, String key) throws SQLException {
        this.session = session;
        this.table = table;
        this.trigger = "spoilt_" + key.replace("-", "_");
        String column = table.equals("kms_key") ? "id" : "key_id";
        session.run("create or replace function spoilt() returns trigger language plpgsql as "
                + "$$ begin raise exception 'spoilt by a test'; end $$");
        session.run("create trigger " + trigger + " before update or delete on " + table + " for each row when (old."
                + column + " = '" + key + "'::uuid) execute function spoilt()");
        session.commit();
    }

    /** @param table {@code kms_key}, or one whose rows name their key */
    public static Spoilt rowsOf(String key, String table) throws SQLException {
        return new Spoilt(new Session(), table, key);
    }

    @Override
    public void close() throws SQLException {
        try (session) {
            session.run("drop trigger " + trigger + " on " + table);
            session.commit();
        }
    }
}
