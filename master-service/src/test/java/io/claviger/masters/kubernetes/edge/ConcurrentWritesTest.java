package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writers who meet, or who mean another object than there is. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class ConcurrentWritesTest extends KubernetesCalls {

    @Test
    void letsOneOfTwoConcurrentReplacementsWin() {
        String version = create("a", "{}");
        String body = "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"" + version + "\"},\"data\":{\"k\":\"%s\"}}";

        List<Integer> codes = concurrently(
                8,
                i -> caller().body(body.formatted("QQ" + (char) ('A' + i) + "="))
                        .put(url(SECRETS + "/a"))
                        .statusCode());

        assertThat(codes).filteredOn(code -> code == 200).hasSize(1);
        assertThat(codes).filteredOn(code -> code == 409).hasSize(7);
    }

    @Test
    void losesNoneOfManyConcurrentPatches() {
        create("a", "{}");

        List<Integer> codes = concurrently(
                6,
                i -> caller().contentType(MERGE)
                        .body("{\"data\":{\"k" + i + "\":\"QQ==\"}}")
                        .patch(url(SECRETS + "/a"))
                        .statusCode());

        assertThat(codes).containsOnly(200);
        caller().get(url(SECRETS + "/a")).then().body("data.size()", equalTo(6));
    }

    @Test
    void mergesFirstApplicationsThatComeAtOnce() {
        for (int round = 0; round < 5; round++) {
            String secret = SECRETS + "/first" + round;
            List<Integer> codes = concurrently(
                    6,
                    i -> caller().contentType("application/apply-patch+yaml")
                            .body(("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"stringData\":{\"k" + i + "\":\"v\"}}")
                                    .getBytes(StandardCharsets.UTF_8))
                            .patch(url(secret + "?fieldManager=m" + i))
                            .statusCode());

            assertThat(codes).containsOnly(200, 201).containsOnlyOnce(201);
            caller().get(url(secret)).then().body("data.size()", equalTo(6));
        }
    }

    @Test
    void leavesTheVersionOfWhatDoesNotChange() {
        String version = create("a", "{\"k\":\"QQ==\"}");

        caller().contentType(MERGE)
                .body("{\"data\":{\"k\":\"QQ==\"},\"metadata\":{\"resourceVersion\":null,\"uid\":null}}")
                .patch(url(SECRETS + "/a"))
                .then()
                .statusCode(200)
                .body("metadata.resourceVersion", equalTo(version))
                .body("metadata.uid", notNullValue());
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        create("a", "{}");

        refused(
                caller().body("{\"preconditions\":{\"uid\":\"other\"}}")
                        .delete(url(SECRETS + "/a"))
                        .then(),
                409,
                "Conflict");
        String uid = caller().get(url(SECRETS + "/a")).jsonPath().getString("metadata.uid");
        caller().body("{\"preconditions\":{\"uid\":\"" + uid + "\"}}")
                .delete(url(SECRETS + "/a"))
                .then()
                .statusCode(200)
                .body("status", equalTo("Success"))
                .body("details.uid", equalTo(uid));
    }

    private static List<Integer> concurrently(int times, IntFunction<Integer> call) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = IntStream.range(0, times)
                    .mapToObj(i -> (Callable<Integer>) () -> call.apply(i))
                    .toList();
            return threads.invokeAll(calls).stream()
                    .map(ConcurrentWritesTest::joined)
                    .toList();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static int joined(Future<Integer> call) {
        try {
            return call.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
