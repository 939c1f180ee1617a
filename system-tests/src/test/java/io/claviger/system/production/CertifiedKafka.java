package io.claviger.system.production;

import io.claviger.engines.EmbeddedKafka;
import io.claviger.engines.TlsListener;
import io.claviger.local.pki.Issued;
import io.claviger.system.KafkaRights;
import io.claviger.system.Overlay;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;

/**
 * The overlay's Kafka in one node: its topics with their partitions, its users with their rights and no others, its listener with
 * certificates on both sides. Clients come to the bootstrap name and are sent on to a broker's, as Strimzi does it.
 */
final class CertifiedKafka {

    private static final String BROKER = "claviger-all-0.claviger-kafka-brokers.claviger.svc";

    private CertifiedKafka() {}

    static EmbeddedKafka start(Overlay overlay, ClusterSecrets secrets, Addresses addresses, Path folder)
            throws IOException {
        String[] bootstrap = overlay.of("ConfigMap")
                .map(settings -> settings.at("/data/KAFKA_BOOTSTRAP_SERVERS").asText())
                .filter(told -> !told.isEmpty())
                .findFirst()
                .orElseThrow()
                .split(":");
        String password = ClusterSecrets.password();
        Issued own = ClusterSecrets.server(secrets.brokers, List.of(bootstrap[0], BROKER));
        TlsListener listener = new TlsListener(
                addresses.of(bootstrap[0], BROKER),
                Integer.parseInt(bootstrap[1]),
                BROKER,
                Files.write(folder.resolve("broker.p12"), Stores.own(own, password)),
                Files.write(folder.resolve("clients.p12"), Stores.trusted(secrets.kafkaUsers, password)),
                password);
        EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Options.temporary()
                .with(listener)
                .with(Map.of(
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        // Whoever comes to the node's own listener, which is the operators' here.
                        "super.users", "User:ANONYMOUS")));
        try (Admin operator = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            operator.createTopics(overlay.of(KafkaTopic.class)
                            .map(CertifiedKafka::topic)
                            .toList())
                    .all()
                    .get();
            KafkaRights.grant(operator, rights(overlay));
            return kafka;
        } catch (ExecutionException | InterruptedException e) {
            kafka.close();
            throw new IllegalStateException(e);
        }
    }

    private static NewTopic topic(KafkaTopic manifest) {
        return new NewTopic(manifest.getMetadata().getName(), manifest.getSpec().getPartitions(), (short) 1);
    }

    private static List<AclBinding> rights(Overlay overlay) {
        List<AclBinding> rights = new ArrayList<>();
        overlay.of(KafkaUser.class)
                .forEach(user -> KafkaRights.rules(user)
                        .forEach(rule -> rights.addAll(
                                KafkaRights.bindings("CN=" + user.getMetadata().getName(), rule))));
        return rights;
    }
}
