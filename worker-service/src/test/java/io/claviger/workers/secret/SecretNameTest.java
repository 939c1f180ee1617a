package io.claviger.workers.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretNameTest {

    @ParameterizedTest
    @CsvSource({
        "kube-c0000000000000000001-one-default-00000001, luks-kube-c0000000000000000001-one-default-00000001",
        "kube-c0000000000000000001-one-default-00000001.0f3a, luks-kube-c0000000000000000001-one-default-00000001-0f3a",
        "sat-c0000000000000000001-One..two.-A.-0000000f, luks-sat-c0000000000000000001-one--two--a--0000000f",
    })
    void isANameThatKubernetesTakesWhateverClusterAndPoolAreCalled(String volume, String name) {
        SecretName made = SecretName.of(volume);

        assertThat(made.value()).isEqualTo(name).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
        assertThat(made.path()).isEqualTo("kube-system/" + name);
    }
}
