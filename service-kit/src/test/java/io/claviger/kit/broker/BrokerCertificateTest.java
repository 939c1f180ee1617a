package io.claviger.kit.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.kit.tls.Certificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerCertificateTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void tellsHowLongWhatItHasReadIsGood(@TempDir Path folder) {
        // Given certificates that are good for an hour
        Certificates.write(folder);
        var configured = Map.<String, Object>of(
                "ssl.keystore.location",
                folder.resolve("client.p12").toString(),
                "ssl.keystore.password",
                "of the test");
        var certificate = new BrokerCertificate(configured, Clock.systemUTC(), meters);

        // When the files are renewed
        Certificates.write(folder);
        var inHalfAnHour = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(30));

        // Then it tells of those that Kafka's clients have
        assertThat(certificate.secondsLeft()).isBetween(3_500.0, 3_600.0);
        assertThat(new BrokerCertificate(configured, inHalfAnHour, meters).secondsLeft())
                .isBetween(1_700.0, 1_800.0);
        assertThat(meters.get("claviger.broker.certificate.left").gauge().value())
                .isBetween(3_500.0, 3_600.0);
    }

    @Test
    void knowsNothingWhereThereIsNoCertificate() {
        var none = new BrokerCertificate(Map.of(), Clock.systemUTC(), meters);
        var unreadable = new BrokerCertificate(
                Map.of("ssl.keystore.location", "/nowhere.p12", "ssl.keystore.password", "x"),
                Clock.systemUTC(),
                meters);

        assertThat(none.secondsLeft()).isNaN();
        assertThat(unreadable.secondsLeft()).isNaN();
    }
}
