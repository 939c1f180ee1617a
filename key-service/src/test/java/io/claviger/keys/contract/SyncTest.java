package io.claviger.keys.contract;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.endsWith;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.SyncAssociatedResourcesOptions;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import com.ibm.cloud.sdk.core.service.exception.ServiceResponseException;
import io.claviger.events.EventCodec;
import io.claviger.events.KeyEvent;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sync (key-protect-api.md 3.6), by IBM's own client. */
@QuarkusTest
class SyncTest {

    @TestHTTPResource("/")
    @Nullable
    URI url;

    @Inject
    MovableClock clock;

    private Kms kms;
    private IbmKeyProtectApi sdk;
    private String key;

    @BeforeEach
    void connect() {
        kms = Kms.newInstance();
        sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(kms.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));
        key = kms.createRootKey("orders");
    }

    @Test
    void repeatsTheLastNotificationUnderANewRevision() {
        // Given
        kms.act(key, "rotate").then().statusCode(204);
        String updated = kms.key(key).getString("resources[0].lastUpdateDate");
        clock.advance(Duration.ofHours(1));

        // When
        int status = sync();

        // Then
        assertThat(status).isEqualTo(204);
        assertThat(tooEarly().getResponseBody()).contains("REQ_TOO_EARLY_ERR", "until at least ");
        clock.advance(Duration.ofHours(1));
        assertThat(sync()).isEqualTo(204);
        assertThat(kms.key(key).getString("resources[0].lastUpdateDate")).isEqualTo(updated);
        told("created 1", "rotated 2", "rotated 3", "rotated 4");
    }

    @Test
    void waitsAnHourAfterEveryChangeButTheCreation() {
        assertThat(sync()).isEqualTo(204);
        clock.advance(Duration.ofHours(1));
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);

        assertThat(tooEarly().getStatusCode()).isEqualTo(409);
        assertThat(tooEarly().getResponseBody()).contains("REQ_TOO_EARLY_ERR");
        clock.advance(Duration.ofHours(1));
        assertThat(sync()).isEqualTo(204);
        told("created 1", "created 2", "deleted 3", "deleted 4");
    }

    @Test
    void isForRootKeysAndWriters() {
        String standard = kms.request()
                .body(Kms.createBody("\"name\":\"secret\",\"extractable\":true"))
                .post("/api/v2/keys")
                .path("resources[0].id");

        kms.act(standard, "sync", "null")
                .then()
                .statusCode(400)
                .body("resources[0].errorMsg", endsWith("(KEY_ROOT_REQ_ERR)"));
        kms.as("Reader").act(key, "sync").then().statusCode(401);
        kms.as("Writer").act(key, "sync").then().statusCode(204);
    }

    private void told(String... expected) {
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(key))
                    .extracting(record -> {
                        String type = Bus.header(record, "ce_type");
                        KeyEvent event = (KeyEvent) EventCodec.decode(type, record.value());
                        return type.substring("io.claviger.key.".length()) + " "
                                + event.key().revision();
                    })
                    .isEqualTo(Arrays.asList(expected)));
        }
    }

    private int sync() {
        return sdk.syncAssociatedResources(options()).execute().getStatusCode();
    }

    private ServiceResponseException tooEarly() {
        return catchThrowableOfType(ServiceResponseException.class, this::sync);
    }

    private SyncAssociatedResourcesOptions options() {
        return new SyncAssociatedResourcesOptions.Builder(key, kms.instance()).build();
    }
}
