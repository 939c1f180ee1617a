package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Secrets whose key cannot be used, is another now, or does not open them. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class KeyInTheWayTest extends KubernetesCalls {

    @Inject
    SecretRewrites rewrites;

    @Inject
    TestSealing sealing;

    @Inject
    MeterRegistry meters;

    @Inject
    Sql sql;

    @Test
    void saysWhichKeyIsInTheWay() {
        create("a", "{}");
        String key = "crn:v1:bluemix:public:kms:eu-de:a/1:2:key:3";
        Instant since = Instant.parse("2026-05-04T03:02:01Z");
        double reads = refusals("KeyDisabled", "read");
        double writes = refusals("KeyDisabled", "write");
        double unreachable = refusals("KeyServiceUnreachable", "read");

        sealing.refuse(cluster, new KeyUnavailable.Suspended(key, "suspended", since, "enable it"));
        for (ValidatableResponse answer : List.of(
                caller().get(url(SECRETS + "/a")).then(),
                caller().get(url(SECRETS + "/none")).then(),
                caller().get(url(SECRETS)).then(),
                post(SECRETS, "{\"metadata\":{\"name\":\"b\"}}"))) {
            refused(answer, 403, "Forbidden")
                    .header("Retry-After", nullValue())
                    .body("details.causes[0].reason", equalTo("KeyDisabled"))
                    .body(
                            "message",
                            containsString("root key " + key + " is suspended since 2026-05-04T03:02:01Z; enable it"));
        }
        sealing.refuse(cluster, new KeyUnavailable.Lost(key, "deleted", since, "restore it"));
        refused(caller().get(url(SECRETS + "/a")).then(), 410, "Gone")
                .body("details.causes[0].reason", equalTo("KeyDeleted"));
        sealing.refuse(cluster, new KeyUnavailable.Unreachable(key, since));
        refused(caller().get(url(SECRETS + "/a")).then(), 503, "ServiceUnavailable")
                .header("Retry-After", nullValue())
                .body("details.causes[0].reason", equalTo("KeyServiceUnreachable"));
        caller().delete(url(SECRETS + "/a")).then().statusCode(200);
        assertThat(refusals("KeyDisabled", "read")).isEqualTo(reads + 3);
        assertThat(refusals("KeyDisabled", "write")).isEqualTo(writes + 1);
        assertThat(refusals("KeyServiceUnreachable", "read")).isEqualTo(unreachable + 1);
    }

    @Test
    void rewritesUnderTheNewDataKeyWhatIsReplacedUnchanged() {
        // Given
        String version = create("a", "{\"k\":\"QQ==\"}");
        UUID dataKey = UUID.randomUUID();
        sealing.use(cluster, dataKey);
        QuarkusTransaction.requiringNew().run(() -> rewrites.sealUnder(cluster, dataKey));

        // When
        String same = caller().get(url(SECRETS + "/a")).asString();
        String next = caller().body(same).put(url(SECRETS + "/a")).jsonPath().getString("metadata.resourceVersion");

        // Then
        assertThat(next).isNotEqualTo(version);
        assertThat(rewrites.dataKeysInUse(cluster)).containsExactly(dataKey);
        assertThat(caller().get(url(SECRETS + "/a")).jsonPath().getString("data.k"))
                .isEqualTo("QQ==");
    }

    @Test
    void refusesARowThatWasMovedAndTellsNothingOfIt() {
        // Given
        UUID dataKey = UUID.randomUUID();
        sealing.use(cluster, dataKey);
        QuarkusTransaction.requiringNew().run(() -> rewrites.sealUnder(cluster, dataKey));
        create("a", "{\"k\":\"QQ==\"}");
        create("b", "{\"k\":\"Qg==\"}");
        sql.update(
                "update kube_object set body = (select body from kube_object where cluster_id = ? and name = 'b')"
                        + " where cluster_id = ? and name = 'a'",
                cluster.value(),
                cluster.value());

        // When
        ValidatableResponse read = caller().get(url(SECRETS + "/a")).then();

        // Then
        refused(read, 500, "InternalError")
                .body("message", startsWith("secrets \"a\" cannot be read: it is not what was stored"))
                .body("details.causes[0].reason", equalTo("ObjectUnreadable"));
        assertThat(read.extract().asString()).doesNotContain("Qg==");
    }

    private double refusals(String reason, String access) {
        return meters.get("claviger.masters.secrets.refused")
                .tags("reason", reason, "access", access)
                .counter()
                .count();
    }
}
