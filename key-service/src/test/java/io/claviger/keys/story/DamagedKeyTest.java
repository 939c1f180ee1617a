package io.claviger.keys.story;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.Session;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Material that somebody has put into another key's row. */
@QuarkusTest
class DamagedKeyTest {

    @Test
    void isToldAsIncompleteMetadataAndWrapsNothing() throws SQLException {
        // Given
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("orders");
        String other = kms.createRootKey("other");
        try (Session session = new Session()) {
            session.run("update key_version set sealed_material = (select sealed_material from key_version where id = '"
                    + other + "') where id = '" + key + "'");
            session.commit();
        }

        // Then
        kms.act(key, "wrap", "{}")
                .then()
                .statusCode(500)
                .body("resources[0].errorMsg", endsWith("(INCOMPLETE_METADATA_ERR)"))
                .body("resources[0].reasons[0].message", containsString(key));
        kms.act(other, "wrap", "{}").then().statusCode(200);
    }
}
