package io.claviger.keys.reseal;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.claviger.keys.custody.ConfiguredSeal;
import io.claviger.keys.custody.SealConfig;
import io.claviger.keys.custody.SealException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The service's own settings, read where no Quarkus runs. */
final class SealSettings {

    /** Above the jar's own file, below the environment, as in Quarkus. */
    private static final int FILE_ORDINAL = 260;

    private final SmallRyeConfig config;
    private final SealConfig seal;
    private final SecureRandom random;

    private SealSettings(SmallRyeConfig config, SecureRandom random) {
        this.config = config;
        this.seal = config.getConfigMapping(SealConfig.class);
        this.random = random;
    }

    static SealSettings read() {
        try {
            Path file = Path.of("config", "application.properties");
            SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDefaultSources()
                    .addDiscoveredConverters()
                    .withMapping(SealConfig.class);
            if (Files.exists(file)) {
                builder.withSources(new PropertiesConfigSource(file.toUri().toURL(), FILE_ORDINAL));
            }
            return new SealSettings(builder.build(), new SecureRandom());
        } catch (ConfigValidationException | IOException e) {
            throw new SealException("The settings of the seal cannot be read: " + e.getMessage(), e);
        }
    }

    ConfiguredSeal first() {
        return ConfiguredSeal.first(seal, random);
    }

    Optional<ConfiguredSeal> other() {
        return ConfiguredSeal.other(seal, random);
    }

    List<ConfiguredSeal> all() {
        return Stream.concat(Stream.of(first()), other().stream()).toList();
    }

    /** One connection, kept: a new one for each statement would take longer than the statement. */
    AgroalDataSource database() {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(1)
                            .acquisitionTimeout(Duration.ofSeconds(10))
                            .connectionFactoryConfiguration(connection -> connection
                                    .jdbcUrl(required("quarkus.datasource.jdbc.url"))
                                    .principal(new NamePrincipal(required("quarkus.datasource.username")))
                                    .credential(new SimplePassword(required("quarkus.datasource.password"))))));
        } catch (SQLException e) {
            throw new SealException("The database cannot be reached (quarkus.datasource.jdbc.url).", e);
        }
    }

    private String required(String property) {
        return config.getOptionalValue(property, String.class)
                .orElseThrow(() -> new SealException("The setting " + property + " is missing.", null));
    }
}
