package io.claviger.masters.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlTest {

    @Test
    void writesAKubeconfigThatKubectlReads() {
        Kubeconfig kubeconfig = new Kubeconfig(
                "shop", "abc", "https://localhost:8443/clusters/abc", "PEM", "me", new Login.Token("tok", "https://i"));

        assertThat(Yaml.write(kubeconfig.tree())).isEqualTo("""
                apiVersion: "v1"
                kind: "Config"
                clusters:
                - name: "shop/abc"
                  cluster:
                    server: "https://localhost:8443/clusters/abc"
                    certificate-authority-data: "UEVN"
                contexts:
                - name: "shop/abc"
                  context:
                    cluster: "shop/abc"
                    user: "me"
                    namespace: "default"
                current-context: "shop/abc"
                users:
                - name: "me"
                  user:
                    token: "tok"
                    auth-provider:
                      name: "oidc"
                      config:
                        client-id: "kube"
                        client-secret: "kube"
                        id-token: "tok"
                        idp-issuer-url: "https://i"
                        refresh-token: ""
                preferences: {}
                """);
    }

    @Test
    void keepsTheTokenOutOfWhatIsLogged() {
        assertThat(new Kubeconfig("shop", "abc", "https://x", null, "me", new Login.Token("secret-token", "https://i")))
                .asString()
                .doesNotContain("secret-token");
    }
}
