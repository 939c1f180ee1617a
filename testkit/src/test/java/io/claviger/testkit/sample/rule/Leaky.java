package io.claviger.testkit.sample.rule;

import java.sql.SQLException;

/** A rule that knows a database. */
final class Leaky {

    private Leaky() {}

    static boolean rules(SQLException failure) {
        return failure.getSQLState() == null;
    }
}
