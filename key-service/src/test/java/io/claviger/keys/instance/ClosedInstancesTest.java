package io.claviger.keys.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Giving up an instance is no way round the time in which a key's owner can have it back (ADR 0036). */
@QuarkusTest
class ClosedInstancesTest {

    @Inject
    Instances instances;

    @Inject
    InstanceStore store;

    @Inject
    MovableClock clock;

    private Kms kms;
    private String path;

    @BeforeEach
    void order() {
        kms = Kms.newInstance();
        path = "/v2/resource_instances/" + kms.instance();
    }

    @Test
    void giveTheirKeysBack() {
        // Given
        String key = kms.createRootKey("orders");
        String ciphertext = kms.wrap(key, "{}");
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);

        // When
        kms.as("Editor").request().delete(path).then().statusCode(204);
        instances.removeEmptied();

        // Then nobody gets at it, and nothing of it is gone
        kms.request().get(path).then().statusCode(404);
        kms.request().delete(path).then().statusCode(404);
        kms.request().get("/v2/resource_instances").then().body("rows_count", equalTo(0));
        clock.advance(Duration.ofSeconds(31));
        kms.act(key, "restore").then().statusCode(401);
        assertThat(keys()).isEqualTo("1");

        // When
        Kms.newInstance().request().post(path + "/restore").then().statusCode(404);
        kms.as("Reader").request().post(path + "/restore").then().statusCode(403);
        kms.as("Editor").request().post(path + "/restore").then().statusCode(200);

        // Then
        kms.request().get("/v2/resource_instances").then().body("resources.guid", contains(kms.instance()));
        kms.request().post("/api/v2/keys/" + key + "/restore").then().statusCode(201);
        kms.act(key, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}").then().statusCode(200);
        kms.request().post(path + "/restore").then().statusCode(404);
    }

    @Test
    void areRemovedOnceTheyAreEmpty() {
        QuarkusTransaction.requiringNew().run(() -> store.close(kms.instance(), clock.instant(), "IBMid-1"));

        instances.removeEmptied();

        assertThat(Rows.column("select id from instance where id = ?", kms.instance()))
                .isEmpty();
    }

    @Test
    void areNotClosedButRemovedWhenTheyAreEmpty() {
        kms.request().delete(path).then().statusCode(204);

        assertThat(Rows.column("select id from instance where id = ?", kms.instance()))
                .isEmpty();
    }

    private String keys() {
        return Rows.column("select count(*) from kms_key where instance_id = ?", kms.instance())
                .getFirst();
    }
}
