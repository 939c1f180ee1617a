package io.claviger.masters.kubernetes.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.kit.caller.Caller;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.body.Body;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.request.Route.Collection;
import io.claviger.masters.kubernetes.request.Route.Group;
import io.claviger.masters.kubernetes.request.Route.Resources;
import io.claviger.masters.kubernetes.request.Route.Single;
import io.claviger.masters.kubernetes.request.Route.Unknown;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {

    @Test
    void findsTheResourceOfAPath() {
        assertThat(route("api/v1/secrets")).isEqualTo(new Collection(ObjectKind.SECRET, ""));
        assertThat(route("api/v1/namespaces/n/secrets")).isEqualTo(new Collection(ObjectKind.SECRET, "n"));
        assertThat(route("api/v1/namespaces/n/secrets/s"))
                .isEqualTo(new Single(new ObjectAddress(ObjectKind.SECRET, "n", "s")));
        assertThat(route("api/v1/namespaces/n"))
                .isEqualTo(new Single(new ObjectAddress(ObjectKind.NAMESPACE, "", "n")));
        assertThat(route("api/v1/namespaces/n/configmaps/c"))
                .isEqualTo(new Single(new ObjectAddress(ObjectKind.CONFIG_MAP, "n", "c")));
        assertThat(route("apis/apps/v1/deployments")).isEqualTo(new Collection(ObjectKind.DEPLOYMENT, ""));
        assertThat(route("apis/apps/v1/namespaces/n/deployments/d"))
                .isEqualTo(new Single(new ObjectAddress(ObjectKind.DEPLOYMENT, "n", "d")));
        assertThat(route("apis/apps")).isEqualTo(new Group("apps"));
        assertThat(route("apis/apps/v1")).isEqualTo(new Resources("apps"));
        assertThat(route("api/v1")).isEqualTo(new Resources(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api/v2",
                "apis/apps/v2/deployments",
                "apis/batch/v1",
                "apis/apps/v1/namespaces",
                "apis/apps/v1/namespaces/n",
                "apis/apps/v1/namespaces/n/configmaps",
                "api/v1/deployments",
                "api/v1/pods",
                "api/v1/secrets/s",
                "api/v1/namespaces/n/pods",
                "api/v1/namespaces/n/namespaces",
                "api/v1/namespaces/n/secrets/s/status",
                "api/v1/watch/secrets",
                "openapi/v3",
                "healthz"
            })
    void knowsNothingElse(String path) {
        assertThat(route(path)).isEqualTo(new Unknown());
    }

    @ParameterizedTest
    @CsvSource({
        "Reader, LIST, NAMESPACE, '', true",
        "Reader, GET, SECRET, n, false",
        "Reader, LIST, CONFIG_MAP, '', true",
        "Reader, CREATE, CONFIG_MAP, n, false",
        "Writer, PATCH, DEPLOYMENT, n, true",
        "Reader, LIST, SECRET, n, false",
        "Reader, CREATE, NAMESPACE, '', false",
        "Writer, GET, SECRET, n, true",
        "Writer, DELETE, SECRET, n, true",
        "Writer, LIST, SECRET, '', false",
        "Writer, CREATE, NAMESPACE, '', false",
        "Manager, LIST, SECRET, '', true",
        "Manager, CREATE, NAMESPACE, '', true",
        "Administrator, GET, SECRET, n, false"
    })
    void lets(String role, Verb verb, ObjectKind kind, String namespace, boolean allowed) {
        Caller caller = new Caller(
                "IBMid-1", "anna@example.com", "acc", Caller.Kind.USER, Map.of("containers-kubernetes", List.of(role)));

        if (allowed) {
            assertThatCode(() -> Permissions.check(caller, verb, kind, namespace, ""))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> Permissions.check(caller, verb, kind, namespace, ""))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.status().reason()).isEqualTo(Reason.FORBIDDEN))
                    .hasMessageContaining("User \"IBMid-1\" cannot " + verb.text() + " resource");
        }
    }

    @Test
    void letsTheNodesServiceIntoItsNamespaceOnly() {
        Caller worker =
                new Caller("iam-ServiceId-worker-service", "worker-service", "p", Caller.Kind.SERVICE, Map.of());

        assertThatCode(() -> Permissions.check(worker, Verb.CREATE, ObjectKind.SECRET, "kube-system", "luks"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Permissions.check(worker, Verb.GET, ObjectKind.SECRET, "default", "db"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Permissions.check(worker, Verb.LIST, ObjectKind.SECRET, "", ""))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void refusesUnknownFieldsOnlyWhenStrict() {
        var tree = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        tree.put("spec", "x");
        Body body = new Body(tree, List.of("data.a"));
        Intake warns = new Intake(ObjectKind.SECRET, FieldValidation.WARN);

        assertThat(warns.object(body).tree().has("spec")).isFalse();
        assertThat(warns.warnings()).containsExactly("unknown field \"spec\"", "duplicate field \"data.a\"");
        assertThatThrownBy(() -> new Intake(ObjectKind.SECRET, FieldValidation.STRICT).object(body))
                .hasMessage("Secret in version \"v1\" cannot be handled as a Secret: strict decoding error:"
                        + " unknown field \"spec\", duplicate field \"data.a\"");
    }

    @Test
    void readsOptionsFromBodyAndQuery() {
        byte[] body = """
                {"propagationPolicy":"Background","preconditions":{"uid":"u","resourceVersion":"7"}}""".getBytes(StandardCharsets.UTF_8);

        assertThat(DeleteOptions.parse("application/json", body, name -> List.of()))
                .isEqualTo(new DeleteOptions(false, "u", "7", "Background"));
        assertThat(DeleteOptions.parse("", new byte[0], query("dryRun", "All")).dryRun())
                .isTrue();
        assertThat(DeleteOptions.parse("", new byte[0], query("propagationPolicy", "Foreground"))
                        .waits())
                .isTrue();
        assertThatThrownBy(() -> DeleteOptions.parse("", new byte[0], query("propagationPolicy", "Sideways")))
                .hasMessageContaining(
                        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value");
        assertThatThrownBy(() -> WriteOptions.parse(List.of("Some"), null)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> WriteOptions.parse(List.of(), "Loose")).isInstanceOf(Refusal.class);
    }

    private static Function<String, List<String>> query(String name, String value) {
        return asked -> asked.equals(name) ? List.of(value) : List.of();
    }

    private static Route route(String path) {
        return Route.parse(path.isEmpty() ? List.of() : List.of(path.split("/")));
    }
}
