package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrontDoorConfigTest {
    @Test
    void hasADefaultForEverythingButTheCertificate() {
        FrontDoorConfig config = FrontDoorConfig.from(name -> null);

        assertThat(config.httpPort()).isEqualTo(8080);
        assertThat(config.httpsPort()).isEqualTo(8443);
        assertThat(config.certificate()).isNull();
        assertThat(config.of(Upstream.AUDIT)).containsExactly(URI.create("http://127.0.0.1:8185"));
    }

    @Test
    void takesEverythingFromTheEnvironment() {
        FrontDoorConfig config = FrontDoorConfig.from(Map.of(
                "CLAVIGER_FRONT_DOOR_HOST", "0.0.0.0",
                "CLAVIGER_FRONT_DOOR_HTTP_PORT", "80",
                "CLAVIGER_FRONT_DOOR_KEY_URL", "http://key-service:8080",
                "CLAVIGER_FRONT_DOOR_CERTIFICATE", "/tls/tls.crt",
                "CLAVIGER_FRONT_DOOR_KEY", "/tls/tls.key")::get);

        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.httpPort()).isEqualTo(80);
        assertThat(config.of(Upstream.KEY)).containsExactly(URI.create("http://key-service:8080"));
        assertThat(config.key()).isEqualTo(Path.of("/tls/tls.key"));
    }

    @Test
    void takesSeveralReplicasOfAService() {
        FrontDoorConfig config =
                FrontDoorConfig.from(Map.of("CLAVIGER_FRONT_DOOR_KEY_URL", "http://a:1, http://b:2")::get);

        assertThat(config.of(Upstream.KEY)).containsExactly(URI.create("http://a:1"), URI.create("http://b:2"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> FrontDoorConfig.from(Map.of("CLAVIGER_FRONT_DOOR_HTTP_PORT", "eighty")::get))
                .hasMessageContaining("CLAVIGER_FRONT_DOOR_HTTP_PORT");
        assertThatThrownBy(() -> FrontDoorConfig.from(Map.of("CLAVIGER_FRONT_DOOR_CLEAR", "nothing")::get))
                .hasMessageContaining("CLAVIGER_FRONT_DOOR_CLEAR");
        assertThatThrownBy(() -> FrontDoorConfig.from(Map.of("CLAVIGER_FRONT_DOOR_NOTICE", "5s")::get))
                .hasMessageContaining("PT5S");
        assertThatThrownBy(() -> FrontDoorConfig.from(Map.of("CLAVIGER_FRONT_DOOR_CLIENT_KEY", "/tls/tls.key")::get))
                .hasMessageContaining("SERVICES_CA");
        assertThatThrownBy(() -> FrontDoorConfig.from(Map.of("CLAVIGER_FRONT_DOOR_CLIENTS_CA", "/tls/ca.crt")::get))
                .hasMessageContaining("CLAVIGER_FRONT_DOOR_PROOF");
        assertThatThrownBy(() -> FrontDoorConfig.from(Map.of("CLAVIGER_FRONT_DOOR_KEY", "/tls/tls.key")::get))
                .hasMessageContaining("certificate");
    }
}
