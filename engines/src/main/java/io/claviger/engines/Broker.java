package io.claviger.engines;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** A Kafka broker that can be taken away from running clients and given back: address and records stay. */
public interface Broker extends AutoCloseable {

    int WAIT_SECONDS = 30;

    String bootstrapServers();

    /** Starts the broker again after {@link #stop()}; does nothing when it runs. */
    void start();

    void stop();

    @Override
    void close();

    /** Creates those of the topics that do not exist yet. */
    default void createTopics(Collection<String> names, int partitions) {
        Map<String, Object> config = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        try (Admin admin = Admin.create(config)) {
            Set<String> existing = admin.listTopics().names().get(WAIT_SECONDS, TimeUnit.SECONDS);
            var missing = names.stream()
                    .filter(name -> !existing.contains(name))
                    .map(name -> new NewTopic(name, partitions, (short) 1))
                    .toList();
            admin.createTopics(missing).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while creating topics", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new EngineException("topics could not be created on " + bootstrapServers(), e);
        }
    }
}
