package io.claviger.iam.bootstrap;

import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.ApiKeyActions;
import io.claviger.iam.apikey.ApiKeyId;
import io.claviger.iam.apikey.store.ApiKeys;
import io.claviger.iam.bootstrap.FirstKeys.Wanted;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Brings the keys that configuration made in line with what it says now, at every start: a changed key replaces the former
 * one, and a key that is no longer named stops working. Keys made by request are not touched. What changes is recorded with the
 * change; a start that changes nothing records nothing.
 */
@ApplicationScoped
public class Bootstrap {

    private static final Logger LOG = Logger.getLogger(Bootstrap.class);

    private final BootstrapConfig config;
    private final ApiKeys keys;
    private final Activities activities;
    private final Clock clock;

    public Bootstrap(BootstrapConfig config, ApiKeys keys, Activities activities, Clock clock) {
        this.config = config;
        this.keys = keys;
        this.activities = activities;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        if (config.accountId().isEmpty()) {
            LOG.warn("bootstrap skipped reason=\"claviger.iam.bootstrap.account-id is not set\"");
            return;
        }
        apply(FirstKeys.of(config.accountId().get(), config.adminApiKey(), config.serviceApiKeys(), config.users()));
    }

    void apply(FirstKeys first) {
        QuarkusTransaction.requiringNew().run(() -> {
            List<ApiKey> present = keys.lockBootstrapped();
            for (ApiKey key : present) {
                if (first.keys().stream().noneMatch(wanted -> isStill(key, wanted))) {
                    remove(key);
                    LOG.infof("bootstrap key removed id=%s name=%s", key.id(), key.name());
                }
            }
            for (Wanted wanted : first.keys()) {
                if (present.stream().noneMatch(key -> isStill(key, wanted))) {
                    add(wanted);
                }
            }
        });
    }

    private boolean isStill(ApiKey key, Wanted wanted) {
        Optional<ApiKey> holder = keys.bySecret(wanted.secret());
        return holder.isPresent()
                && holder.get().id().equals(key.id())
                && key.name().equals(wanted.name())
                && key.owner().equals(wanted.owner())
                && key.grants().equals(wanted.grants())
                && key.account().equals(wanted.account());
    }

    /** Whoever can write this service's configuration can be anybody: the record says what he made of it (CADF). */
    private void remove(ApiKey key) {
        keys.remove(key.id());
        activities.recordOwn(described(ApiKeyActions.DELETE, key).status(204));
    }

    private static Activity described(String action, ApiKey key) {
        return Activity.of(action, key.crn(), key.name(), ApiKeyActions.TYPE)
                .request("origin", "configuration")
                .request("iamId", key.owner().iamId())
                .request("grants", key.grants().byService());
    }

    private void add(Wanted wanted) {
        ApiKey key = new ApiKey(
                new ApiKeyId(UUID.randomUUID()),
                0,
                wanted.account(),
                wanted.name(),
                wanted.owner(),
                wanted.grants(),
                ApiKey.Origin.BOOTSTRAP,
                clock.instant(),
                "configuration");
        keys.add(key, wanted.secret());
        activities.recordOwn(described(ApiKeyActions.CREATE, key)
                .status(201)
                .response("id", key.id().toString()));
        LOG.infof(
                "bootstrap key added id=%s name=%s owner=%s",
                key.id(), key.name(), key.owner().iamId());
    }
}
