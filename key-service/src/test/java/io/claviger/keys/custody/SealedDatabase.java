package io.claviger.keys.custody;

import io.claviger.keys.sql.Sql;
import io.claviger.testkit.Engines;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own, on which services start and stop with seals of the test's choice. */
public final class SealedDatabase {

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final Sql sql = new Sql(database);
    private final List<Seal> started = new ArrayList<>();

    public SealedDatabase() {
        String name = "seal" + UUID.randomUUID().toString().replace("-", "");
        Engines.current().createDatabase(name, name);
        database.setUrl(System.getProperty("quarkus.datasource.jdbc.url").replaceFirst("/test\\b", "/" + name));
        database.setUser(name);
        database.setPassword(name);
        Flyway.configure()
                .dataSource(database)
                .locations("db/kit", "db/migration")
                .load()
                .migrate();
    }

    /** @param settings below {@code claviger.keys.seal} */
    public Seal start(Map<String, String> settings) {
        Seal seal = new SealAtStart(config(settings), sql, Clock.systemUTC()).seal(new SecureRandom());
        started.add(seal);
        return seal;
    }

    static SealConfig config(Map<String, String> settings) {
        Map<String, String> named = new LinkedHashMap<>();
        settings.forEach((name, value) -> named.put("claviger.keys.seal." + name, value));
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(named, "test", 100))
                .addDiscoveredConverters()
                .withMapping(SealConfig.class)
                .build()
                .getConfigMapping(SealConfig.class);
    }

    public Sql sql() {
        return sql;
    }

    public String url() {
        return String.valueOf(database.getUrl());
    }

    public String user() {
        return String.valueOf(database.getUser());
    }

    /** All that it says of seals. */
    public String seals() {
        return String.join("\n", sql.list("select s::text from seal s order by id", row -> row.getString(1)));
    }

    public void stop() {
        started.forEach(Seal::close);
    }
}
