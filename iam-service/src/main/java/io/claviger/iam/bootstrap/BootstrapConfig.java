package io.claviger.iam.bootstrap;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first account and its keys. Without an account id nothing is made and nothing that was made before is touched. */
@ConfigMapping(prefix = "claviger.iam.bootstrap")
public interface BootstrapConfig {

    /** 32 lower-case hex digits. */
    Optional<String> accountId();

    /** The administrator's API key. */
    Optional<String> adminApiKey();

    /** API keys of Claviger's own services, by service name. */
    Map<String, String> serviceApiKeys();

    /** API keys of people, by iam id; also those of further accounts, which begin with their first administrator. */
    Map<String, UserKey> users();

    /** One person's key. */
    interface UserKey {

        /** The person's account; the first one when absent. */
        Optional<String> accountId();

        String apiKey();

        /** Role names by service. */
        Map<String, List<String>> grants();
    }
}
