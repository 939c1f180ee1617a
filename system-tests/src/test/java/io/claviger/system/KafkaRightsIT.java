package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.engines.EmbeddedKafka;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The rights of the production overlay's {@code users.yaml}, given to users of a real broker that enforces them: each may do what
 * stands there and nothing else. Users show a password here and a certificate there; what they may do after that is the same.
 */
class KafkaRightsIT {

    private static final Path OVERLAY = Path.of("..", "k8s", "overlays", "production");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATOR = "operator";
    private static final String KEYS = "claviger.keys.v1";

    /** A user's rules by its name. */
    private static final Map<String, List<AclRule>> USERS = new TreeMap<>();

    private static final Set<String> TOPICS = new TreeSet<>();

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startWithTheManifestsRights() throws Exception {
        for (KafkaUser user : read("users.yaml", KafkaUser.class)) {
            USERS.put(user.getMetadata().getName(), KafkaRights.rules(user));
        }
        read("topics.yaml", KafkaTopic.class)
                .forEach(topic -> TOPICS.add(topic.getMetadata().getName()));
        kafka = EmbeddedKafka.start(EmbeddedKafka.Options.temporary().with(enforcing()));
        try (Admin operator = Admin.create(as(OPERATOR))) {
            operator.createTopics(TOPICS.stream()
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            List<AclBinding> bindings = new ArrayList<>();
            USERS.forEach((user, rules) -> rules.forEach(rule -> bindings.addAll(KafkaRights.bindings(user, rule))));
            KafkaRights.grant(operator, bindings);
        }
        try (Producer<byte[], byte[]> operator = producer(OPERATOR)) {
            for (String topic : TOPICS) {
                operator.send(new ProducerRecord<>(topic, new byte[0])).get();
            }
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void letsEachServiceWriteWhatItsManifestSaysAndNothingElse() throws Exception {
        Map<String, Set<String>> written = new TreeMap<>();
        for (String user : USERS.keySet()) {
            try (Producer<byte[], byte[]> producer = producer(user)) {
                written.put(
                        user,
                        TOPICS.stream().filter(topic -> writes(producer, topic)).collect(sorted()));
            }
        }

        assertThat(written).isEqualTo(topicsWith(AclOperation.WRITE));
        assertThat(written.entrySet().stream()
                        .filter(entry -> entry.getValue().contains(KEYS))
                        .map(Map.Entry::getKey))
                .containsExactly("key-service");
    }

    @Test
    void letsEachServiceReadWhatItsManifestSaysAndNothingElse() {
        Map<String, Set<String>> read = new TreeMap<>();
        for (String user : USERS.keySet()) {
            try (Consumer<byte[], byte[]> consumer = consumer(user, user)) {
                read.put(
                        user,
                        TOPICS.stream().filter(topic -> reads(consumer, topic)).collect(sorted()));
            }
        }

        assertThat(read).isEqualTo(topicsWith(AclOperation.READ));
    }

    @Test
    void letsEachServiceUseTheGroupsOfItsOwnConfigurationOnly() throws Exception {
        for (Map.Entry<String, Set<String>> readable :
                topicsWith(AclOperation.READ).entrySet()) {
            String user = readable.getKey();
            TopicPartition anything =
                    new TopicPartition(readable.getValue().stream().findFirst().orElse(KEYS), 0);
            Set<String> groups = groupsOf(user);
            for (String group : USERS.keySet()) {
                try (Consumer<byte[], byte[]> consumer = consumer(user, group)) {
                    consumer.assign(List.of(anything));
                    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(anything, new OffsetAndMetadata(0));
                    if (groups.contains(group)) {
                        consumer.commitSync(offsets);
                    } else {
                        assertThatThrownBy(() -> consumer.commitSync(offsets))
                                .as("%s as a member of %s", user, group)
                                .isInstanceOf(AuthorizationException.class);
                    }
                }
            }
        }
    }

    @Test
    void letsNoServiceAdminister() {
        for (String user : USERS.keySet()) {
            try (Admin admin = Admin.create(as(user))) {
                refused(user, () -> admin.deleteTopics(List.of(KEYS)).all().get());
                refused(
                        user,
                        () -> admin.createTopics(List.of(new NewTopic("claviger.other", 1, (short) 1)))
                                .all()
                                .get());
                refused(
                        user,
                        () -> admin.createAcls(KafkaRights.bindings(
                                        user, USERS.values().iterator().next().getFirst()))
                                .all()
                                .get());
            }
        }
    }

    private interface Deed {
        void run() throws Exception;
    }

    private static void refused(String user, Deed deed) {
        assertThatThrownBy(deed::run)
                .as(user)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(AuthorizationException.class);
    }

    private static boolean writes(Producer<byte[], byte[]> producer, String topic) {
        try {
            producer.send(new ProducerRecord<>(topic, new byte[0])).get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean reads(Consumer<byte[], byte[]> consumer, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        try {
            consumer.seek(partition, 0);
            for (int tries = 0; tries < 120; tries++) {
                if (!consumer.poll(Duration.ofMillis(500)).isEmpty()) {
                    return true;
                }
            }
            throw new IllegalStateException("neither a record nor a refusal from " + topic);
        } catch (TopicAuthorizationException e) {
            return false;
        }
    }

    /** As the manifests say it. */
    private static Map<String, Set<String>> topicsWith(AclOperation operation) {
        Map<String, Set<String>> topics = new TreeMap<>();
        USERS.forEach((user, rules) -> topics.put(
                user,
                rules.stream()
                        .filter(rule -> rule.getResource() instanceof AclRuleTopicResource
                                && KafkaRights.operations(rule).contains(operation))
                        .map(rule -> ((AclRuleTopicResource) rule.getResource()).getName())
                        .collect(sorted())));
        return topics;
    }

    private static Collector<String, ?, Set<String>> sorted() {
        return Collectors.toCollection(TreeSet::new);
    }

    /** As the service's own configuration says it. */
    private static Set<String> groupsOf(String service) throws IOException {
        String properties = Files.readString(Path.of("..", service, "src/main/resources/application.properties"));
        Matcher group = Pattern.compile("^mp\\.messaging\\.incoming\\..*\\.group\\.id=(\\S+)$", Pattern.MULTILINE)
                .matcher(properties);
        Set<String> groups = new HashSet<>();
        while (group.find()) {
            groups.add(group.group(1));
        }
        return groups;
    }

    /** Nobody without a name comes to the clients' listener; the other one is the node talking to itself. */
    private static Map<String, String> enforcing() {
        StringBuilder users = new StringBuilder();
        USERS.keySet().forEach(user -> users.append(" user_%s=\"%s\"".formatted(user, password(user))));
        return Map.of(
                "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.clients.plain.sasl.jaas.config",
                        login(OPERATOR, "user_%s=\"%s\"%s".formatted(OPERATOR, password(OPERATOR), users)),
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:" + OPERATOR + ";User:ANONYMOUS");
    }

    private static Map<String, Object> as(String user) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", kafka.bootstrapServers());
        client.put("security.protocol", "SASL_PLAINTEXT");
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", login(user, ""));
        return client;
    }

    private static String login(String user, String more) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\" %s;"
                .formatted(user, password(user), more);
    }

    private static String password(String user) {
        return "password of " + user;
    }

    /** As the services write: all replicas acknowledge, nothing twice. */
    private static Producer<byte[], byte[]> producer(String user) {
        Map<String, Object> settings = as(user);
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Consumer<byte[], byte[]> consumer(String user, String group) {
        Map<String, Object> settings = as(user);
        settings.put("group.id", group);
        settings.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static <T> List<T> read(String file, Class<T> type) throws IOException {
        String yaml = Files.readString(OVERLAY.resolve(file), StandardCharsets.UTF_8);
        List<T> all = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            if (document != null) {
                all.add(JSON.convertValue(document, type));
            }
        }
        return all;
    }
}
