package io.claviger.masters.ownport;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.KeyEvent;
import io.claviger.masters.detection.Detection;
import io.claviger.masters.frontdoor.FrontDoorConfig;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disabled cluster on a port of its own: nobody is refused there, and nobody gets in (S102). */
@QuarkusTest
class OwnPortsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than a connection on this machine takes, shorter than the first repetition of a SYN. */
    private static final int DIAL_MS = 700;

    @Inject
    FakeKms kms;

    @Inject
    PortTable table;

    @Inject
    Detection detection;

    @Inject
    Sql sql;

    private final ClustersApi api = ClustersApi.ofNewAccount();
    /** Bound all the time, as every door binds it, so that nobody else gets the port; it listens to nobody. */
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private SocketChannel place;

    private int free;
    private OwnPorts ports;

    @BeforeEach
    void onAFreePort() throws IOException {
        place = SocketChannel.open();
        place.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        place.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        place.bind(new InetSocketAddress("127.0.0.1", 0));
        free = place.socket().getLocalPort();
        ports = new OwnPorts(StatusOnDisable.TIMEOUT, config(), table, detection, frontDoor());
    }

    @AfterEach
    void close() throws IOException {
        ports.closeAll();
        place.close();
    }

    @Test
    void takesNoConnectionWhileTheRootKeyIsAwayAndRefusesNone() throws IOException {
        // Given the one cluster that gets the one port
        String cluster = api.deployed("4.17_openshift");
        FakeKms.Key key = kms.newRootKey(api.account);
        api.enabled(cluster, key);
        givePortTo(cluster);
        assertThat(ports.addressOf(new ClusterId(cluster)))
                .isEqualTo("https://localhost:%d/clusters/%s".formatted(free, cluster));
        try (Socket before = dial()) {
            assertThat(ask(before)).startsWith("HTTP/1.1 200");

            // When
            TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
            api.await(cluster, "features.kms.keyState", "2");
            ports.look();

            // Then the connection that was there is gone
            assertThat(ended(before)).isTrue();
        }
        // And nobody comes as far as that again, once a busy kernel has seen to the knocks that fill the queue
        await().untilAsserted(this::assertNobodyIsTaken);
        for (int i = 0; i < 5; i++) {
            assertNobodyIsTaken();
        }
        ports.look();
        assertNobodyIsTaken();

        // When
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));
        api.await(cluster, "features.kms.keyState", "1");
        ports.look();

        // Then
        await().ignoreExceptions().untilAsserted(() -> {
            try (Socket after = dial()) {
                assertThat(ask(after)).startsWith("HTTP/1.1 200");
            }
        });
    }

    @Test
    void keepsAClusterBelowTheSharedAddressWhenNoPortIsFree() {
        String first = api.deployed("4.17_openshift");
        String second = api.deployed("4.17_openshift");
        givePortTo(first);

        ports.look();

        assertThat(ports.addressOf(new ClusterId(second))).isEqualTo("https://localhost:8443/clusters/" + second);
    }

    @Test
    void takesThePortBackFromADeletedCluster() {
        // Given
        String cluster = api.deployed("4.17_openshift");
        givePortTo(cluster);

        // When
        api.as().delete("/global/v1/clusters/" + cluster).then().statusCode(204);
        await().until(() -> api.get(cluster).statusCode() == 404);
        ports.look();

        // Then
        assertThat(table.all()).noneMatch(assigned -> assigned.cluster().value().equals(cluster));
    }

    /** Every other cluster of the test's database is in the way. */
    private void givePortTo(String cluster) {
        QuarkusTransaction.requiringNew().run(() -> {
            sql.update("delete from cluster_port where port = ? or cluster_id = ?", free, cluster);
            sql.update("insert into cluster_port (cluster_id, port) values (?, ?)", cluster, free);
        });
        ports.look();
    }

    private void assertNobodyIsTaken() {
        assertThatThrownBy(() -> dial().close()).isInstanceOf(SocketTimeoutException.class);
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), free), DIAL_MS);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /global/v1/versions HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[64];
        int read = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(read, 0), StandardCharsets.US_ASCII);
    }

    private static boolean ended(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // The rest of the answer from before.
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private OwnPortConfig config() {
        return new OwnPortConfig() {
            @Override
            public int first() {
                return free;
            }

            @Override
            public int last() {
                return free;
            }

            @Override
            public Optional<String> listenOn() {
                return Optional.of("127.0.0.1");
            }

            @Override
            public Optional<String> forwardTo() {
                URI here = URI.create(RestAssured.baseURI);
                return Optional.of(here.getHost() + ":" + RestAssured.port);
            }

            @Override
            public Duration look() {
                return Duration.ofMillis(500);
            }
        };
    }

    private static FrontDoorConfig frontDoor() {
        return new FrontDoorConfig() {
            @Override
            public String httpsUrl() {
                return "https://localhost:8443";
            }

            @Override
            public Optional<Path> caFile() {
                return Optional.empty();
            }
        };
    }
}
