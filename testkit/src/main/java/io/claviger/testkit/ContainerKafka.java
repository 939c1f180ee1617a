package io.claviger.testkit;

import com.github.dockerjava.api.DockerClient;
import io.claviger.engines.Broker;
import io.claviger.engines.FreePort;
import java.util.List;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The broker of {@code apache/kafka} in a container, for those who have an engine and the image. Another image in that layout,
 * such as the one of {@code docker/base-images}, is named by {@code -Dclaviger.test.kafka.image=}.
 */
final class ContainerKafka implements Broker {

    private static final String IMAGE = "apache/kafka";
    private static final String DEFAULT = IMAGE + ":4.1.1";
    private static final int BROKER_PORT = 9092;

    /** Its port is the same after a restart, which an ordinary mapped port is not. */
    private static final class OnOnePort extends KafkaContainer {
        OnOnePort(DockerImageName image) {
            super(image);
            addFixedExposedPort(FreePort.find(), BROKER_PORT);
            withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
            withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000");
            withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500");
        }
    }

    private final OnOnePort container;
    private boolean running = true;

    private ContainerKafka(OnOnePort container) {
        this.container = container;
    }

    static Broker started() {
        String image = System.getProperty("claviger.test.kafka.image", DEFAULT);
        var container = new OnOnePort(DockerImageName.parse(image).asCompatibleSubstituteFor(IMAGE));
        container.start();
        return new ContainerKafka(container);
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public synchronized void start() {
        if (!running) {
            docker().startContainerCmd(container.getContainerId()).exec();
            // Answers only once the broker does.
            createTopics(List.of(), 1);
            running = true;
        }
    }

    @Override
    public synchronized void stop() {
        if (running) {
            docker().stopContainerCmd(container.getContainerId()).exec();
            running = false;
        }
    }

    @Override
    public void close() {
        container.stop();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
