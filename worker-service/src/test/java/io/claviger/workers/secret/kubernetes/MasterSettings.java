package io.claviger.workers.secret.kubernetes;

import io.claviger.kit.caller.IamConfig;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** What a client of master-service is told, when one stand-in is master-service and iam-service. */
public final class MasterSettings {

    private MasterSettings() {}

    public static SmallRyeConfig at(String url) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ClustersConfig.class)
                .withMapping(IamConfig.class)
                .withDefaultValues(Map.of(
                        "claviger.clusters.url",
                        url + "/",
                        "claviger.clusters.connect-timeout",
                        "60s",
                        "claviger.clusters.request-timeout",
                        "60s",
                        "claviger.iam.url",
                        url,
                        "claviger.iam.service-api-key",
                        "key"))
                .build();
    }
}
