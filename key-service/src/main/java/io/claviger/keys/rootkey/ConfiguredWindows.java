package io.claviger.keys.rootkey;

import io.claviger.keys.rootkey.rules.Windows;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the waiting times once, at start, so that unsafe ones are refused there and not at the first call. */
public class ConfiguredWindows {

    @Produces
    @Singleton
    @Startup
    Windows windows(WindowsConfig config) {
        return new Windows(
                config.enableAfterDisable(),
                config.restoreAfterDelete(),
                config.purgeAfterDelete(),
                config.rotateEvery(),
                config.restoreWithin(),
                config.purgedAfter(),
                config.deletionAuthorizedFor(),
                config.syncEvery(),
                config.acknowledgedWithin(),
                config.month());
    }
}
