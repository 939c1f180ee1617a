package io.claviger.engines;

import java.nio.file.Path;
import java.util.List;

/**
 * The broker as a process of its own: {@code KafkaBroker <data dir> <port> [topic ...]}. Says {@code ready} on standard
 * output once clients may connect and the topics exist; stops in order on SIGTERM.
 */
public final class KafkaBroker {
    private static final int PARTITIONS = 3;

    private KafkaBroker() {}

    public static void main(String[] args) {
        if (args.length < 2) {
            System.err.println("usage: KafkaBroker <data dir> <port> [topic ...]");
            System.exit(2);
        }
        try {
            var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.keeping(Path.of(args[0]), Integer.parseInt(args[1])));
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-kafka"));
            kafka.createTopics(List.of(args).subList(2, args.length), PARTITIONS);
            System.out.println("ready port=" + kafka.port());
            kafka.awaitStop();
        } catch (EngineException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
