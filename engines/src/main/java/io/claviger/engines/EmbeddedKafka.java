package io.claviger.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node in this JVM, broker and controller at once (KRaft). Its folder and port stay the same over {@link
 * #stop()} and {@link #start()}, so that a test can take the broker away from running clients and give it back.
 */
public final class EmbeddedKafka implements Broker {
    private static final int NODE = 1;
    // At INFO a broker and its clients say hundreds of lines per start. Held in a field: a logger nobody refers to may
    // be
    // collected, and its level with it.
    private static final List<Logger> QUIET = Stream.of("org.apache.kafka", "kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    static {
        QUIET.stream().filter(logger -> logger.getLevel() == null).forEach(logger -> logger.setLevel(Level.WARNING));
    }

    /**
     * @param dataDir kept when the broker closes; {@code null} for a temporary folder that goes with it
     * @param port 0 for any free one
     * @param encrypted a listener beside the one in clear; {@code null} for none
     * @param settings of the broker, beside and before those that it has here
     */
    public record Options(
            @Nullable Path dataDir, int port, @Nullable TlsListener encrypted, Map<String, String> settings) {
        public Options {
            settings = Map.copyOf(settings);
        }

        public static Options temporary() {
            return new Options(null, 0, null, Map.of());
        }

        public static Options keeping(Path dataDir, int port) {
            return new Options(dataDir, port, null, Map.of());
        }

        public Options with(TlsListener chosen) {
            return new Options(dataDir, port, chosen, settings);
        }

        public Options with(Map<String, String> more) {
            return new Options(dataDir, port, encrypted, more);
        }
    }

    private final Path dataDir;
    private final boolean temporary;
    private final int port;
    private final int controllerPort;
    private final @Nullable TlsListener encrypted;
    private final Map<String, String> more;
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(Path dataDir, boolean temporary, int port, Options options) {
        this.dataDir = dataDir;
        this.temporary = temporary;
        this.port = port;
        this.controllerPort = FreePort.find();
        this.encrypted = options.encrypted();
        this.more = options.settings();
    }

    public static EmbeddedKafka start(Options options) {
        Path folder = options.dataDir();
        var kafka = new EmbeddedKafka(
                folder == null ? Folders.temporary("kafka") : folder,
                folder == null,
                options.port() == 0 ? FreePort.find() : options.port(),
                options);
        kafka.start();
        return kafka;
    }

    public int port() {
        return port;
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public synchronized void start() {
        if (server != null) {
            return;
        }
        format();
        var starting = new KafkaRaftServer(KafkaConfig.fromProps(settings(), false), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException e) {
            starting.shutdown();
            starting.awaitShutdown();
            throw new EngineException("Kafka did not start on port " + port + ": " + e.getMessage(), e);
        }
        server = starting;
    }

    @Override
    public synchronized void stop() {
        KafkaRaftServer running = server;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
            server = null;
        }
    }

    /** Returns once the broker is down, by whoever took it down. */
    public void awaitStop() {
        KafkaRaftServer running = server;
        if (running != null) {
            running.awaitShutdown();
        }
    }

    @Override
    public void close() {
        stop();
        if (temporary) {
            Folders.delete(dataDir);
        }
    }

    /** A folder that has its {@code meta.properties} was formatted before: the formatter writes that file last. */
    private void format() {
        Folders.create(dataDir);
        if (Files.exists(dataDir.resolve("meta.properties"))) {
            return;
        }
        try (var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setIgnoreFormatted(true)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(dataDir.toString())
                    .addDirectory(dataDir.toString())
                    .run();
        } catch (IOException e) {
            throw new EngineException("the folder " + dataDir + " cannot be written", e);
        } catch (Exception e) {
            throw new EngineException("Kafka's folder " + dataDir + " cannot be formatted: " + e.getMessage(), e);
        }
    }

    private Properties settings() {
        var p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(NODE));
        p.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        p.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
        p.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "CLIENTS");
        p.put("controller.listener.names", "CONTROLLER");
        p.put("log.dir", dataDir.toString());
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "3");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "3");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        // A node that comes back is refused until the session of its former life has run out: 9 s by default.
        p.put("broker.session.timeout.ms", "3000");
        p.put("broker.heartbeat.interval.ms", "500");
        // One node has nobody to wait for before a consumer group is complete.
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("auto.create.topics.enable", "false");
        // The default of 128 MB is half of a small broker's heap; offsets and five topics need next to nothing.
        p.put("log.cleaner.dedupe.buffer.size", "4194304");
        if (encrypted != null) {
            encrypted.addTo(p);
        }
        p.putAll(more);
        return p;
    }
}
