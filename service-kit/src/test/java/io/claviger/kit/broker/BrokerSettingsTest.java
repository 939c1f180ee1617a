package io.claviger.kit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private final BrokerSettings broker = new BrokerSettings(Map.of(
            "bootstrap.servers", "kafka:9093",
            "security.protocol", "SSL",
            "ssl.keystore.location", "/etc/kafka/user.p12",
            "group.id", "channels",
            "acks", "1",
            "health.enabled", "true"));

    @Test
    void bringsCertificatesToEveryKindOfClient() {
        for (Map<String, Object> settings :
                List.of(broker.producer(Map.of()), broker.consumer(Map.of()), broker.admin(Map.of()))) {
            assertThat(settings)
                    .containsEntry("bootstrap.servers", "kafka:9093")
                    .containsEntry("security.protocol", "SSL")
                    .containsEntry("ssl.keystore.location", "/etc/kafka/user.p12")
                    .doesNotContainKey("health.enabled");
        }
    }

    @Test
    void letsTheClientsOwnSettingsGoFirst() {
        assertThat(broker.producer(Map.of("acks", "all"))).containsEntry("acks", "all");
    }

    @Test
    void joinsNoGroupThatTheClientDidNotName() {
        assertThat(broker.consumer(Map.of())).doesNotContainKey("group.id");
        assertThat(broker.consumer(Map.of("group.id", "own"))).containsEntry("group.id", "own");
    }
}
