package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.masters.enablement.Phase;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an enablement cannot read is set aside and named, and comes up again when it can be read. */
@QuarkusTest
@TestProfile(StepByStepTest.StepByStep.class)
class SecretsSetAsideTest extends TwoKeysTest {

    @Inject
    MeterRegistry meters;

    @Test
    void setsAsideWhatWasTamperedWithAndMovesEverythingElse() {
        // Given
        enabled(first);
        write(50);
        secrets.tamper(cluster, "secret-7");
        double before =
                meters.get("claviger.masters.secrets.unreadable").counter().count();

        // When
        enabled(second);

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getString("lifecycle.masterStatus")).isEqualTo("Ready");
        assertThat(now.getString("features.kms.crkID")).isEqualTo(second.ref.keyId());
        assertThat(now.getLong("features.kms.enablement.secretsRewritten")).isEqualTo(49);
        assertThat(now.getLong("features.kms.unreadableSecrets.count")).isEqualTo(1);
        assertThat(now.getString("features.kms.unreadableSecrets.secrets[0].namespace"))
                .isEqualTo("default");
        assertThat(now.getString("features.kms.unreadableSecrets.secrets[0].name"))
                .isEqualTo("secret-7");
        assertThat(now.getString("features.kms.unreadableSecrets.secrets[0].reason"))
                .isNotBlank();
        assertThat(meters.get("claviger.masters.secrets.unreadable").counter().count())
                .isEqualTo(before + 1);
        assertThat(readable(50)).isEqualTo(49);
        assertThatThrownBy(() -> secrets.read(cluster, "secret-7"))
                .isInstanceOf(UnreadableObject.class)
                .hasMessageContaining("default/secret-7");
        // And what it would need is not given up
        assertThat(first.registrations).hasSize(1);
        assertThat(second.registrations).hasSize(1);
        assertThat(now.getBoolean("features.kms.rewritePending")).isTrue();
        assertThat(now.getList("features.kms.formerKeyCRNs")).containsExactly(first.ref.crn());
        formerKeys.release();
        assertThat(secrets.keyVersions(cluster)).containsExactly(first.version(), second.version());
        assertThat(first.registrations).hasSize(1);

        // When its owner deletes it and creates it anew
        secrets.delete(cluster, "secret-7");
        secrets.write(cluster, "secret-7", "content-7");
        sql.update("delete from kube_change where cluster_id = ?", cluster);
        formerKeys.release();

        // Then
        assertThat(readable(50)).isEqualTo(50);
        assertThat(first.registrations).isEmpty();
        assertThat(secrets.keyVersions(cluster)).containsExactly(second.version());
        now = api.read(cluster);
        assertThat(now.getBoolean("features.kms.rewritePending")).isFalse();
        assertThat(now.getMap("features.kms")).doesNotContainKeys("unreadableSecrets", "formerKeyCRNs");
    }

    @Test
    void triesAgainWithTheNextKeyWhatItCouldNotRead() {
        // Given
        enabled(first);
        write(3);
        secrets.tamper(cluster, "secret-1");
        enabled(second);
        assertThat(api.read(cluster).getLong("features.kms.unreadableSecrets.count"))
                .isEqualTo(1);

        // When the stored bytes are put right, and a third key is enabled
        secrets.tamper(cluster, "secret-1");
        enabled(kms.newRootKey(api.account));

        // Then
        assertThat(readable(3)).isEqualTo(3);
        assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKey("unreadableSecrets");
        assertThat(api.read(cluster).getBoolean("features.kms.rewritePending")).isFalse();
        assertThat(first.registrations).isEmpty();
    }

    @Test
    void bringsUpASecretWhoseRowWasPutRight() {
        // Given one that could not be read, and a look at it that changed nothing
        enabled(first);
        write(3);
        secrets.tamper(cluster, "secret-1");
        enabled(second);
        formerKeys.release();
        double counted =
                meters.get("claviger.masters.secrets.unreadable").counter().count();
        formerKeys.release();
        assertThat(secrets.keyVersions(cluster)).containsExactly(first.version(), second.version());
        assertThat(api.read(cluster).getLong("features.kms.unreadableSecrets.count"))
                .isEqualTo(1);

        // When
        secrets.tamper(cluster, "secret-1");
        formerKeys.release();

        // Then
        allIsUnder(second, first, 3);
        assertThat(meters.get("claviger.masters.secrets.unreadable").counter().count())
                .isEqualTo(counted);
    }

    /** The mark may come a moment after the key, whose return has been told of by then. */
    @Test
    void bringsUpWhatWasSetAsideWhileItsKeyCameBack() {
        // Given
        enabled(first);
        write(3);
        secrets.tamper(cluster, "secret-1");
        enabled(second);
        secrets.tamper(cluster, "secret-1");

        // When
        sql.update(
                "update kube_object set unreadable_by_key = true where cluster_id = ? and unreadable_version is not null",
                cluster);
        formerKeys.release();

        // Then
        allIsUnder(second, first, 3);
    }

    @Test
    void listsWhatIsThereAndNamesWhatIsLost() {
        // Given secrets that went with their key
        enabled(first);
        List.of("a", "b").forEach(name -> create(name).then().statusCode(201));
        api.enable(cluster, second).then().statusCode(201);
        stepUntil(Phase.RELEASING);
        takeAway(second, "purged");
        workToTheEnd();

        // When
        create("after").then().statusCode(201);

        // Then
        Response list = api.as().get(kubernetes("/api/v1/secrets"));
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.jsonPath().getList("items.metadata.name")).containsExactly("after");
        assertThat(list.headers().getValues("Warning"))
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).contains("is left out", second.ref.crn(), "purged"));
        Response lost = api.as().get(kubernetes("/api/v1/namespaces/default/secrets/a"));
        assertThat(lost.statusCode()).isEqualTo(410);
        assertThat(lost.jsonPath().getString("message")).contains(second.ref.crn(), "purged");
    }

    private Response create(String name) {
        return api.as()
                .contentType("application/json")
                .body("""
                        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s"}, "stringData": {"key": "value"}}
                        """.formatted(name))
                .post(kubernetes("/api/v1/namespaces/default/secrets"));
    }

    private String kubernetes(String path) {
        return "/clusters/" + cluster + path;
    }
}
