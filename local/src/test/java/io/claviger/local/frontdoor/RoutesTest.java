package io.claviger.local.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    @ParameterizedTest
    @CsvSource({
        "/identity/token, IAM",
        "/identity, IAM",
        "/oidc/token, IAM",
        "/.well-known/openid-configuration, IAM",
        "/v2/resource_instances, KEY",
        "/v2/resource_instances/crn%3Av1%3A%2F, KEY",
        "/v2/resource_groups, KEY",
        "/api/v2/keys/1/actions/rotate, KEY",
        "/claviger/v1/keys/x, KEY",
        "/claviger/v1/audit/records, AUDIT",
        "/graphql, WORKER",
        "/v1/policies, IAM",
        "/v1/policies/0a1b, IAM",
        "/v1/apikeys, IAM",
        "/global/v2/vpc/createWorkerPool, WORKER",
        "/global/v2/vpc/createWorkerPoolZone, WORKER",
        "/global/v2/getWorkers, WORKER",
        "/global/v2/vpc/getWorker, WORKER",
        "/global/v2/satellite/createWorkerPool, WORKER",
        "/global/v2/setWorkerPoolLabels, WORKER",
        "/global/v2/removeWorker, WORKER",
        "/global/v1/clusters/abc/workers, WORKER",
        "/global/v1/clusters/abc/workers/w1, WORKER",
        "/global/v1/clusters/abc/workerpools/p/zones, WORKER",
        "/global/v1/workers/w1, WORKER",
        "/global/v1/clusters/workers, MASTER",
        "/global/v1/clusters/abc/kms, MASTER",
        "/global/v2/vpc/createCluster, MASTER",
        "/global/v2/enableKMS, MASTER",
        "/global/v2/refreshMaster, MASTER",
        "/clusters/abc/api/v1/secrets, MASTER",
        "/clusters/abc, MASTER"
    })
    void sendsEachPathToItsService(String path, Upstream owner) {
        assertThat(Routes.of(path, true)).isEqualTo(new Route.To(owner));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/clusters/abc", "/clusters/abc/api", "/clusters/"})
    void refusesTheKubernetesApiInTheClear(String path) {
        assertThat(Routes.of(path, false)).isEqualTo(new Route.OnlyEncrypted());
    }

    @Test
    void answersProbesInItsOwnName() {
        assertThat(Routes.of("/healthz", true)).isEqualTo(new Route.Own()).isEqualTo(Routes.ofProbe("/healthz"));
        assertThat(Routes.of("/healthz/live", true))
                .isEqualTo(new Route.Live())
                .isEqualTo(Routes.ofProbe("/healthz/live"));
        assertThat(Routes.of("/healthz/ready", true))
                .isEqualTo(new Route.Ready())
                .isEqualTo(Routes.ofProbe("/healthz/ready"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/q/metrics", "/identityX", "/api/v3/keys", "/global", "/v2/resource_instancesX", "/claviger/v1"
            })
    void ownsNothingElse(String path) {
        assertThat(Routes.of(path, true)).isEqualTo(new Route.Unknown());
    }

    @ParameterizedTest
    @CsvSource({
        "//api//v2/keys, /api/v2/keys",
        "/global/../clusters/a, /clusters/a",
        "/global/%2e%2e/clusters/a, /clusters/a",
        "/%63lusters/a, /clusters/a",
        "/clusters/./a/, /clusters/a/",
        "/../.., /",
        "//, /",
        "/v2/resource_instances/crn%3Av1%2Fx, /v2/resource_instances/crn%3Av1%2Fx",
        "/a%zz, /a%zz"
    })
    void readsAPathInOneSpellingOnly(String asWritten, String asMeant) {
        assertThat(Paths.normalise(asWritten)).isEqualTo(asMeant);
    }
}
