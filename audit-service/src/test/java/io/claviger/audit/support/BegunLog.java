package io.claviger.audit.support;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;

import java.time.Duration;

/** A log that is signed and checked: a moment after the service's start it is neither, and its readers are told to come again. */
public final class BegunLog {

    private static final String LOG = "/claviger/v1/audit/log/";

    private BegunLog() {}

    public static void awaitIt() {
        await().pollDelay(Duration.ZERO)
                .until(() -> given().get(LOG + "checkpoint").statusCode() == 200
                        && given().header("Authorization", Tokens.reader())
                                        .get(LOG + "verify")
                                        .statusCode()
                                == 200);
    }
}
