package io.claviger.workers.task.store;

import io.claviger.workers.sql.Sql;
import io.claviger.workers.sql.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** How much work is open, and how old its oldest is: a number that grows is one to be alarmed about. */
@Startup
@ApplicationScoped
public class OpenTasks {

    private final Sql sql;

    public OpenTasks(Sql sql, MeterRegistry meters) {
        this.sql = sql;
        meters.gauge("claviger.workers.tasks.open", this, OpenTasks::count);
        meters.gauge("claviger.workers.tasks.oldest.seconds", this, OpenTasks::age);
    }

    private double count() {
        return number("select count(*) as n from task");
    }

    private double age() {
        return number("select coalesce(extract(epoch from now() - min(asked_at)), 0)::bigint as n from task");
    }

    private double number(String statement) {
        try {
            return sql.first(statement, row -> row.number("n")).orElse(0L);
        } catch (StoreException e) {
            return Double.NaN;
        }
    }
}
