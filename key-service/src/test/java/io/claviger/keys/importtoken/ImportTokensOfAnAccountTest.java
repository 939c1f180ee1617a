package io.claviger.keys.importtoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.Kms;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** However many instances an account has, it leaves the others a place. */
@QuarkusTest
class ImportTokensOfAnAccountTest {

    @Inject
    ImportKeyQueue queue;

    @Test
    void areMadeOneAtATime() {
        // Given
        Kms kms = Kms.newInstance();

        // When it asks while a key is made for another instance of its account
        int status = queue.make(
                kms.account(),
                () -> CompletableFuture.supplyAsync(() -> asked(kms))
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join());

        // Then
        assertThat(status).isEqualTo(429);
        assertThat(asked(kms)).isEqualTo(200);
    }

    private static int asked(Kms kms) {
        return kms.request().body("{}").post("/api/v2/import_token").statusCode();
    }
}
