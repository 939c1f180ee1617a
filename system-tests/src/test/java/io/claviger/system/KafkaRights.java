package io.claviger.system;

import static io.claviger.system.Patience.await;

import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What a {@code KafkaUser} may do, as Strimzi's user operator tells it to the broker. */
public final class KafkaRights {

    private KafkaRights() {}

    public static List<AclRule> rules(KafkaUser user) {
        return ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls();
    }

    /** @param principal the user's name as the broker knows it */
    public static List<AclBinding> bindings(String principal, AclRule rule) {
        ResourcePattern resource = switch (rule.getResource()) {
            case AclRuleTopicResource topic ->
                new ResourcePattern(ResourceType.TOPIC, topic.getName(), PatternType.LITERAL);
            case AclRuleGroupResource group ->
                new ResourcePattern(ResourceType.GROUP, group.getName(), PatternType.LITERAL);
            default -> throw new IllegalStateException("a right of another kind: " + rule);
        };
        return operations(rule).stream()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry("User:" + principal, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    /** Returns when the broker goes by them; that the controller has them is a moment earlier. */
    public static void grant(Admin operator, List<AclBinding> rights) throws ExecutionException, InterruptedException {
        operator.createAcls(rights).all().get();
        await().until(() -> Set.copyOf(
                        operator.describeAcls(AclBindingFilter.ANY).values().get())
                .containsAll(rights));
    }

    static Set<AclOperation> operations(AclRule rule) {
        return rule.getOperations().stream()
                .map(operation -> AclOperation.fromString(operation.toValue().toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }
}
